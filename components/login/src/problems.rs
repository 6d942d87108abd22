//! The problems of the JSON routes. OAuth endpoints answer as RFC 6749 says, pages with a sentence.

web::kinds! {
    /// The identifier or the habilitation is another person's.
    ACCOUNT_EXISTS = CONFLICT, "compte-existant", "Compte d'une autre personne",
        "Cet identifiant est celui d'une autre personne, ou l'habilitation est rattachée à un autre compte. Vérifiez l'adresse et le nom.";
    /// No account has this number.
    ACCOUNT_UNKNOWN = NOT_FOUND, "compte-inconnu", "Compte inconnu",
        "Aucun compte ne porte ce numéro. Vérifiez-le.";
    /// There is no such application, or it is closed.
    CLIENT_UNKNOWN = NOT_FOUND, "application-inconnue", "Application inconnue",
        "Aucune application enregistrée ne porte ce numéro. Consultez la liste des applications.";
    /// There is no such letter, or it has expired or given way to a later one.
    LETTER_UNKNOWN = NOT_FOUND, "courrier-inconnu", "Courrier inconnu",
        "Aucun courrier en attente ne porte ce numéro : il a expiré, ou un autre l'a remplacé. Relisez la liste des courriers.";
    /// Who registered an application would approve it.
    OWN_REGISTRATION = FORBIDDEN, "approbation-par-son-auteur", "Approbation par une autre personne",
        "Vous avez enregistré cette application : une autre personne de la Caf doit l'approuver.";
    /// The person lets no such application act in their name.
    CONSENT_UNKNOWN = NOT_FOUND, "accord-inconnu", "Accord inconnu",
        "Ce compte n'autorise pas cette application à agir en son nom, ou ne l'autorise plus.";
    /// The registration of an application is refused; the detail says why.
    REGISTRATION_REFUSED = UNPROCESSABLE_ENTITY, "enregistrement-refuse", "Enregistrement refusé",
        "L'application ne peut pas être enregistrée ainsi. Corrigez l'enregistrement.";
}
