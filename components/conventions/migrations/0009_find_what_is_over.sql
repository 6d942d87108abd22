CREATE INDEX budget_dossiers_by_month ON budget_dossiers (month)

CREATE INDEX budgets_by_month ON budgets (month)

CREATE INDEX conventions_by_end ON conventions (ends_at) WHERE state IN ('active', 'suspendue')
