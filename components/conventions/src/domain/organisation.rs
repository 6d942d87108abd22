use super::coded::coded;

coded! {
    /// What a partner organisation is.
    OrganisationCategory {
        /// Commune.
        Commune = "commune",
        /// Centre communal d'action sociale.
        Ccas = "ccas",
        /// Centre intercommunal d'action sociale.
        Cias = "cias",
        /// Intercommunality.
        Intercommunality = "intercommunalite",
        /// Département.
        Departement = "departement",
        /// Maison départementale des personnes handicapées.
        Mdph = "mdph",
        /// France Travail.
        FranceTravail = "france_travail",
        /// Social landlord.
        SocialLandlord = "bailleur_social",
        /// Training body.
        TrainingBody = "organisme_formation",
        /// Health establishment.
        HealthEstablishment = "etablissement_sante",
        /// Manager of a crèche (établissement d'accueil du jeune enfant).
        Creche = "creche",
        /// Manager of leisure centres or canteens.
        LeisureCentre = "centre_loisirs",
        /// Manager of holiday aid.
        HolidayAid = "aide_vacances",
        /// Guardian (mandataire judiciaire à la protection des majeurs).
        Guardian = "mjpm",
    }
}
