//! The kinds of problem of this component.

web::kinds! {
    /// The act does not follow the present state.
    OUT_OF_ORDER = CONFLICT, "acte-hors-sequence", "Acte hors séquence",
        "Cet acte ne suit pas l'état présent. Relisez l'état avant d'agir.";
    /// Another decision came first.
    DECIDED_MEANWHILE = CONFLICT, "decision-concurrente", "Une autre décision a été prise",
        "L'état a changé depuis que vous l'avez lu et rien n'a été modifié. Relisez-le, puis décidez à nouveau.";
    /// Nobody decides on their own request.
    OWN_REQUEST = FORBIDDEN, "decision-sur-sa-propre-demande", "Décision sur sa propre demande",
        "Nul ne décide de sa propre demande. Faites décider une autre personne habilitée.";
    /// Who began what the caller would complete is no officer any more.
    AUTHOR_LEFT = CONFLICT, "auteur-parti", "Auteur parti",
        "La personne de la Caf qui a commencé cet acte n'y est plus agent : nul ne le confirme. Mettez-y fin, refaites-le, puis faites confirmer le nouveau par une autre personne.";
    /// The person holds a mandate that the caller may not end.
    MANDATE_HELD = FORBIDDEN, "mandat-detenu", "Cette personne détient un mandat",
        "Votre rôle ne permet pas de mettre fin au mandat que cette personne détient, et rien n'a été modifié. Faites enregistrer son départ par le responsable légal ou par la Caf.";
    /// The organisation is not the caller's.
    OUTSIDE_ORGANISATION = FORBIDDEN, "hors-organisation", "Hors de votre organisation",
        "Vous n'agissez que pour votre propre organisation.";
    /// No such thing.
    UNKNOWN = NOT_FOUND, "objet-inconnu", "Objet inconnu",
        "Aucun objet ne porte cet identifiant. Vérifiez-le.";
    /// The caller's own mandate is over.
    CALLER_ENDED = FORBIDDEN, "mandat-termine", "Votre mandat n'est pas en vigueur",
        "Le mandat au titre duquel vous agissez n'est pas en vigueur. Adressez-vous à la Caf.";
    /// The SIRET has a wrong key.
    SIRET = UNPROCESSABLE_ENTITY, "siret-invalide", "SIRET invalide",
        "Un SIRET a quatorze chiffres dont le dernier est une clé. Vérifiez la saisie.";
    /// The same thing exists already.
    DUPLICATE = CONFLICT, "doublon", "Déjà enregistré",
        "Le même objet existe déjà. Utilisez celui qui est enregistré.";
    /// The period is empty, over, or exceeds the agreement above.
    PERIOD = UNPROCESSABLE_ENTITY, "periode-invalide", "Période invalide",
        "La fin doit suivre le début et la période doit tenir dans celle de l'accord dont elle dépend.";
    /// The amendment's first day has not come.
    AMENDMENT_NOT_BEGUN = CONFLICT, "avenant-a-venir", "Avenant à venir",
        "La convention en vigueur le reste jusqu'au premier jour de l'avenant. Contresignez l'avenant à partir du jour donné par « a_partir_du ».";
    /// Wider than the agreement above.
    WIDER_THAN_AGREED = UNPROCESSABLE_ENTITY, "au-dela-de-l-accord", "Au-delà de l'accord",
        "Une finalité, un profil ou un code dépasse ce que permet l'accord dont la demande dépend. Restreignez-la.";
    /// The agreement above is not in force.
    AGREEMENT_NOT_IN_FORCE = CONFLICT, "accord-non-en-vigueur", "Accord non en vigueur",
        "La convention ou le contrat dont la demande dépend n'est pas en vigueur. Faites-le d'abord confirmer, rétablir ou renouveler.";
    /// The text signed is another.
    OTHER_TEXT = CONFLICT, "texte-different", "Texte différent",
        "L'empreinte envoyée n'est pas celle du texte enregistré. Relisez le texte, puis signez celui-ci.";
    /// The partner has not signed yet.
    PARTNER_HAS_NOT_SIGNED = CONFLICT, "signature-du-partenaire-attendue", "Signature du partenaire attendue",
        "La Caf signe après le partenaire. Attendez la signature du responsable légal.";
    /// An extra code is missing or of another kind.
    CODE_EXPECTED = UNPROCESSABLE_ENTITY, "code-attendu", "Code complémentaire attendu",
        "Une finalité demandée exige un code complémentaire, ou n'en admet pas. Corrigez le code.";
    /// The extra code is held by another.
    CODE_HELD = CONFLICT, "code-deja-attribue", "Code déjà attribué",
        "Ce code complémentaire est déjà attribué. Vérifiez-le auprès de la Caf.";
    /// No training certificate runs.
    TRAINING_MISSING = CONFLICT, "formation-manquante", "Formation manquante",
        "Aucune attestation de formation n'est en cours de validité. Faites-la enregistrer avant l'activation.";
    /// The identifier has the account of another person.
    ACCOUNT_IN_USE = CONFLICT, "identifiant-deja-pris", "Identifiant déjà pris",
        "Cette adresse est l'identifiant d'une autre personne. Une adresse partagée entre collègues ne convient pas : donnez une adresse personnelle.";
    /// A reason is needed.
    REASON_MISSING = UNPROCESSABLE_ENTITY, "motif-attendu", "Motif attendu",
        "Indiquez dans le membre « motif » pourquoi cet acte est fait, en 500 caractères au plus.";
    /// The act waits for its trace.
    TRACE_PENDING = SERVICE_UNAVAILABLE, "trace-en-attente", "Acte en attente de trace",
        "L'acte est enregistré et prendra effet dès que le journal en aura la trace. Renvoyez la même demande dans quelques instants.";
}
