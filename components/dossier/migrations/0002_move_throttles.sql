DROP TABLE throttles
