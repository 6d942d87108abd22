INSERT INTO profiles (code, version, label, purposes) VALUES
('T1', 1, 'Travailleur social',
 '[{"finalite":"accompagnement_social"},{"finalite":"instruction_rsa","code":"instructeur"}]'),
('T2', 1, 'Analyste financier', '[{"finalite":"aide_financiere"}]'),
('T3', 1, 'Bailleur social', '[{"finalite":"gestion_locative","code":"bailleur"}]'),
('T4', 1, 'Crèche, centre de loisirs ou restauration', '[{"finalite":"tarification_enfance"}]'),
('T5', 1, 'Gestionnaire d''aides aux vacances', '[{"finalite":"aide_aux_vacances"}]')
