pub(crate) mod argon2id;
