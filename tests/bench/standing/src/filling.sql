-- Partners of a hundred habilitations each, all in force. Every id is made of what it names and of its number.

PRAGMA synchronous = OFF;

CREATE TEMP TABLE number (n INTEGER PRIMARY KEY);

WITH RECURSIVE counted(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM counted WHERE n + 1 < :habilitations)
INSERT INTO number SELECT n FROM counted;

CREATE TEMP TABLE partner AS SELECT n FROM number WHERE n % 100 = 0;

INSERT INTO organisations (id, siret, category, name, created_at)
SELECT printf('0190a000-0000-7000-8001-%012x', n), printf('%014d', n), 'bailleur_social', 'Partenaire ' || n,
    '2026-01-01T00:00:00Z' FROM partner;

INSERT INTO conventions (id, organisation, state, version, purposes, regulatory_act, regulatory_act_digest, text,
    text_digest, starts_at, ends_at)
SELECT printf('0190a000-0000-7000-8002-%012x', n), printf('0190a000-0000-7000-8001-%012x', n), 'active', 6,
    '["gestion_locative"]', 'Acte fictif', zeroblob(32), hex(zeroblob(4000)), zeroblob(32), '2026-01-01T00:00:00Z',
    '2099-01-01T00:00:00Z' FROM partner;

INSERT INTO contracts (id, convention, organisation, module, state, version, limits, starts_at, ends_at)
SELECT printf('0190a000-0000-7000-8003-%012x', n), printf('0190a000-0000-7000-8002-%012x', n),
    printf('0190a000-0000-7000-8001-%012x', n), 'cdap', 'actif', 1,
    '{"finalites":["gestion_locative"],"profils":["T3"],"code":"bailleur","budget_mensuel":800,
      "reseaux":["198.51.100.0/24","203.0.113.0/24"],"applications":[],"organismes":["421"],"verification":"telephone"}',
    '2026-01-01T00:00:00Z', '2099-01-01T00:00:00Z' FROM partner;

INSERT INTO persons (id, organisation, email, family_name, given_names)
SELECT printf('0190a000-0000-7000-8004-%012x', n), printf('0190a000-0000-7000-8001-%012x', n - n % 100),
    'personne' || n || '@exemple.invalid', 'Quartz', 'Iris' FROM number;

INSERT INTO habilitations (id, organisation, contract, person, function, profile, profile_version, purposes, code_kind,
    code, state, version, asked_by, starts_at, ends_at)
SELECT printf('0190a000-0000-7000-8000-%012x', n), printf('0190a000-0000-7000-8001-%012x', n - n % 100),
    printf('0190a000-0000-7000-8003-%012x', n - n % 100), printf('0190a000-0000-7000-8004-%012x', n),
    'Chargée de gestion locative', 'T3', 1, '["gestion_locative"]', 'bailleur', 'B' || (n - n % 100), 'active', 6,
    printf('0190a000-0000-7000-8004-%012x', n - n % 100), '2026-01-01T00:00:00Z', '2099-01-01T00:00:00Z' FROM number;

INSERT INTO acts (id, kind, subject, name, before, after, actor, role, acted_at, is_granting, traced_at)
SELECT printf('0190a000-0000-7000-80%02x-%012x', 16 + step, n), 'habilitation',
    printf('0190a000-0000-7000-8000-%012x', n), name, 'formation', 'active',
    '0190a000-0000-7000-8000-000000000000', 'agent_caf', '2026-01-01T00:00:00Z', name = 'activation',
    '2026-01-01T00:00:00Z'
FROM number JOIN (SELECT 0 AS step, 'demande' AS name UNION ALL SELECT 1, 'contresignature'
    UNION ALL SELECT 2, 'acceptation' UNION ALL SELECT 3, 'engagements' UNION ALL SELECT 4, 'certificat'
    UNION ALL SELECT 5, 'activation');

INSERT INTO certificates (act, habilitation, body, issued_on, ends_at)
SELECT printf('0190a000-0000-7000-8014-%012x', n), printf('0190a000-0000-7000-8000-%012x', n), 'Institut fictif',
    '2026-01-01', '2099-01-01T00:00:00Z' FROM number;

PRAGMA wal_checkpoint(TRUNCATE);
