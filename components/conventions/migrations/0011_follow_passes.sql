-- Up to which instant the scheduler's passes have recorded the ends that came: it moves on by some days a pass at most, so
-- that a clock that jumps ahead ends little before someone sees it.
CREATE TABLE passes (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    until TEXT NOT NULL
) STRICT

-- What opens a right is told before what does not.
DROP INDEX acts_untraced

CREATE INDEX acts_untraced ON acts (is_granting DESC, number) WHERE traced_at IS NULL
