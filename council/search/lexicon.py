"""The words of the field: one concept, the ways in which administrations write it.

Data, read by `likeness`; each wording is analysed like any text, so case, accents, plurals and
elisions need not be listed. A wording that begins with « ~ » has other meanings too (« chiffrer un
coût »): it says half as much.
"""

from __future__ import annotations

CONCEPTS: dict[str, tuple[str, ...]] = {
    "sign-in": (
        "authentification", "authentification unique", "connexion unique", "SSO", "~identifiant",
        "mot de passe", "mots de passe", "se connecter", "s’identifier", "identité numérique",
        "ProConnect", "AgentConnect", "OpenID Connect", "OIDC", "SAML", "LDAP", "~annuaire",
        "fédération d’identité", "ouvrir une session", "~login", "~connexion",
        "fournisseur d’identité",
        "compte unique", "s’authentifier",
    ),
    "second-factor": (
        "second facteur", "double authentification", "deux facteurs", "multifacteur", "MFA", "2FA",
        "OTP", "TOTP", "clé de sécurité", "code à usage unique", "code sur le téléphone",
        "carte agent",
    ),
    "accessibility": (
        "accessibilité", "~accessible", "RGAA", "WCAG", "lecteur d’écran", "lecteurs d’écran",
        "synthèse vocale", "malvoyant", "aveugle", "non-voyant", "~handicap", "déficient visuel",
        "a11y", "navigation au clavier", "sans souris", "personnes handicapées", "daltonien",
        "~contraste", "audiodescription", "sous-titre", "sous-titrage", "NVDA", "plage braille",
    ),
    "signature": (
        "signature électronique", "~signer", "~signature", "parapheur", "visa électronique",
        "parapheur électronique", "certificat eIDAS", "eIDAS", "signataire", "cosigner",
        "circuit de validation", "faire valider", "apposer une signature", "PAdES", "XAdES",
    ),
    "videoconference": (
        "visioconférence", "visio", "réunion à distance", "réunion en ligne", "webinaire",
        "vidéoconférence", "webconférence", "BigBlueButton", "Jitsi", "appel vidéo", "Zoom",
        "distanciel", "réunions virtuelles", "classe virtuelle", "son et image",
    ),
    "messaging": (
        "messagerie instantanée", "tchat", "~chat", "discussion instantanée", "Tchap", "Matrix",
        "Synapse", "salon de discussion", "conversation en direct", "Element",
    ),
    "mail": (
        "courriel", "messagerie électronique", "e-mail", "~mail", "boîte aux lettres",
        "Thunderbird",
        "IMAP", "webmail", "pourriel", "spam", "hameçonnage", "boîte partagée", "mél",
        "client de messagerie",
    ),
    "calendar": (
        "~agenda", "~calendrier", "rendez-vous", "prise de rendez-vous", "CalDAV", "~planning",
        "réservation de salle", "créneau", "~disponibilité", "réserver une salle",
    ),
    "export": (
        "~export", "~exporter", "~extraction", "~extraire", "CSV", "téléchargement des données",
        "récupérer les données", "sortir les données", "tableur", "télécharger en lot",
        "rapatrier les données",
    ),
    "import": (
        "~import", "~importer", "reprise de données", "migration des données", "versement",
        "chargement en masse", "injecter", "reprise de l’existant", "saisie en masse",
    ),
    "api": (
        "API", "interface de programmation", "web service", "service web", "~REST", "webhook",
        "interopérabilité", "échange entre applications", "connecteur", "interconnexion",
        "faire dialoguer", "raccorder",
    ),
    "open-data": (
        "données ouvertes", "open data", "opendata", "data.gouv.fr", "jeu de données",
        "jeux de données", "publication de données", "moissonnage", "DCAT", "portail de données",
        "catalogue de données",
    ),
    "dashboard": (
        "tableau de bord", "indicateur", "~statistique", "datavisualisation", "~graphique",
        "~visualisation", "reporting", "~pilotage", "suivi chiffré", "~courbe", "infocentre",
    ),
    "archiving": (
        "archivage", "~archive", "~conservation", "SEDA", "durée de conservation",
        "versement aux archives", "coffre-fort numérique", "pérennisation", "valeur probante",
        "Vitam", "garder longtemps",
    ),
    "backup": (
        "~sauvegarde", "restauration", "plan de reprise", "PRA", "copie de sécurité", "redémarrer",
        "reprise après sinistre", "continuité d’activité", "haute disponibilité", "~bascule",
    ),
    "forms": (
        "formulaire", "téléservice", "démarche en ligne", "dématérialisation", "questionnaire",
        "télédéclaration", "saisie en ligne", "~enquête", "sondage", "dépôt de dossier",
        "cerfa", "dossier en ligne",
    ),
    "cartography": (
        "cartographie", "~carte", "SIG", "géographique", "géolocalisation", "QGIS", "fond de plan",
        "~coordonnées", "WMS", "géomatique", "plan interactif", "OpenStreetMap", "cadastre",
    ),
    "office": (
        "bureautique", "traitement de texte", "LibreOffice", "ODF", "ODT", "suite bureautique",
        "Collabora", "OnlyOffice", "docx", "publipostage", "document texte", "Writer",
    ),
    "co-editing": (
        "édition collaborative", "coédition", "~à plusieurs", "écrire ensemble", "temps réel",
        "rédaction collaborative", "édition simultanée", "~en même temps", "pad",
        "travail collaboratif", "modifications de chacun",
    ),
    "file-sharing": (
        "partage de fichiers", "partager des fichiers", "Nextcloud", "drive", "~nuage", "cloud",
        "espace partagé", "envoi de fichiers volumineux", "gros fichiers", "synchronisation",
        "transfert de fichiers", "espace de stockage", "dossiers partagés", "pièces volumineuses",
    ),
    "document-management": (
        "gestion électronique de documents", "GED", "gestion documentaire", "~classement",
        "base documentaire", "plan de classement", "indexation des documents", "Alfresco",
        "retrouver les documents", "ranger les documents",
    ),
    "ocr": (
        "OCR", "reconnaissance de caractères", "~numérisation", "~numériser", "océrisation",
        "scanner", "documents scannés", "~papier", "image en texte",
    ),
    "transcription": (
        "transcription", "compte rendu automatique", "reconnaissance vocale", "dictée",
        "transcrire",
        "parole en texte", "retranscription", "synthèse de réunion", "enregistrements audio",
    ),
    "translation": (
        "traduction", "~traduire", "multilingue", "~langue", "langues étrangères", "~localisation",
        "plurilingue", "interprète", "version anglaise",
    ),
    "personal-data": (
        "RGPD", "données personnelles", "données à caractère personnel", "anonymisation",
        "anonymiser", "pseudonymisation", "pseudonymiser", "occultation", "occulter", "CNIL",
        "~effacement", "vie privée", "noircir", "masquer les noms", "caviarder",
    ),
    "encryption": (
        "chiffrement", "~chiffrer", "~chiffré", "bout en bout", "confidentialité", "PGP", "S/MIME",
        "cryptographie", "crypter", "~confidentiel", "diffusion restreinte",
    ),
    "vulnerability": (
        "vulnérabilité", "~faille", "correctif de sécurité", "audit de sécurité", "CVE", "pentest",
        "test d’intrusion", "durcissement", "bug bounty", "failles de sécurité",
    ),
    "monitoring": (
        "supervision", "métrologie", "~alerte", "~surveillance", "monitoring", "journaux",
        "journalisation", "observabilité", "Prometheus", "Centreon", "Zabbix", "sondes",
        "être prévenu des pannes",
    ),
    "deployment": (
        "déploiement", "~installation", "conteneur", "Docker", "Kubernetes", "industrialisation",
        "télédistribution", "~paquet", "mise à jour automatique", "Ansible", "~installer",
        "parc de postes", "masterisation", "image système",
    ),
    "workstation": (
        "poste de travail", "postes de travail", "Linux sur le poste", "système d’exploitation",
        "GendBuntu", "Ubuntu", "~Windows", "ordinateur des agents", "fin de support",
    ),
    "virtualization": (
        "virtualisation", "hyperviseur", "VMware", "Proxmox", "OpenStack", "machine virtuelle",
        "machines virtuelles", "KVM", "hébergement de serveurs",
    ),
    "database": (
        "~base de données", "SGBD", "PostgreSQL", "Oracle", "MariaDB", "~SQL",
        "bases relationnelles",
    ),
    "helpdesk": (
        "assistance aux utilisateurs", "ticket", "~incident", "centre de services", "GLPI",
        "demandes d’assistance", "helpdesk", "~support aux agents", "hotline", "~dépannage",
        "~inventaire du parc", "gestion de parc",
    ),
    "learning": (
        "~formation", "e-learning", "apprentissage", "Moodle", "cours en ligne", "MOOC",
        "parcours pédagogique", "enseignant", "~élève", "LMS", "formation à distance", "~classe",
    ),
    "video": (
        "~vidéo", "vidéothèque", "podcast", "diffusion de vidéos", "PeerTube", "streaming",
        "captation", "Esup-Pod", "lecteur multimédia", "~film",
    ),
    "library": (
        "bibliothèque", "médiathèque", "catalogage", "SIGB", "Koha", "OPAC", "notices",
        "bibliographique", "prêt de livres", "lecture publique",
    ),
    "survey-citizen": (
        "participation citoyenne", "~consultation", "concertation", "budget participatif",
        "Decidim", "avis des habitants", "démocratie participative", "plateforme citoyenne",
    ),
    "voting": (
        "vote électronique", "vote en ligne", "~élection", "scrutin", "voter", "Belenios",
        "élections professionnelles", "délibération à distance",
    ),
    "accounting": (
        "comptabilité", "facturation", "~facture", "Chorus", "~budget", "engagement de dépense",
        "bon de commande", "Factur-X", "finances", "marchés publics", "trésorerie",
    ),
    "human-resources": (
        "ressources humaines", "congés", "paie", "temps de travail", "badgeuse", "SIRH",
        "recrutement", "télétravail", "entretien professionnel", "~carrière", "~absences",
        "note de frais", "frais de déplacement", "ordre de mission",
    ),
    "project-management": (
        "gestion de projet", "kanban", "suivi des tâches", "diagramme de Gantt", "planification",
        "gestion de tâches", "tâches de l’équipe", "méthode agile", "tableau de tâches",
    ),
    "testing": (
        "tests automatisés", "~recette", "intégration continue", "non-régression", "Squash",
        "plan de test", "jeux d’essai", "qualité logicielle", "campagne de tests",
    ),
    "wiki": (
        "wiki", "base de connaissances", "documentation interne", "capitalisation",
        "gestion des connaissances", "XWiki", "savoir-faire", "fiches pratiques",
        "modes opératoires",
    ),
    "website": (
        "site web", "CMS", "gestion de contenu", "site internet", "WordPress", "Drupal", "SPIP",
        "intranet", "pages publiques", "système de design", "DSFR", "~portail",
    ),
    "search": (
        "moteur de recherche", "recherche plein texte", "~retrouver", "Elasticsearch",
        "recherche documentaire", "recherche sémantique", "~indexation",
    ),
    "artificial-intelligence": (
        "intelligence artificielle", "IA", "modèle de langage", "LLM", "agent conversationnel",
        "chatbot", "assistant conversationnel", "apprentissage automatique", "IA générative",
        "Albert", "robot conversationnel",
    ),
    "mobile": (
        "application mobile", "~téléphone", "smartphone", "~tablette", "Android", "iOS",
        "~terminal mobile", "sur le terrain", "hors ligne", "sans réseau", "hors connexion",
    ),
    "notification": (
        "notification", "~rappel", "~relance", "~avertir", "~prévenir", "SMS", "être averti",
    ),
    "pdf": ("PDF", "PDF/A", "document portable", "imprimable"),
    "printing": ("~impression", "imprimante", "~imprimer", "copieur", "CUPS"),
    "remote-access": (
        "VPN", "accès à distance", "bureau à distance", "nomadisme", "accès nomade", "bastion",
        "prise en main à distance",
    ),
    "licence-compliance": (
        "licences libres", "conformité des licences", "SBOM", "nomenclature logicielle", "SPDX",
        "publication du code source", "ouverture du code", "code source ouvert",
    ),
    "mapping-addresses": ("~adresse postale", "base adresse nationale", "BAN", "géocodage",
                          "normaliser les adresses", "géocoder"),
    "research-data": (
        "données de la recherche", "FAIR", "entrepôt de données", "cahier de laboratoire",
        "plan de gestion de données", "~échantillon", "~laboratoire",
    ),
    "environment": (
        "~environnement", "milieux aquatiques", "bassin versant", "~capteur", "biodiversité",
        "mesures environnementales", "qualité de l’eau", "cours d’eau", "naturaliste",
    ),
    "food": ("alimentaire", "Nutri-score", "restauration collective", "~cantine", "~repas",
             "produits alimentaires", "allergène"),
    "energy": ("réseau électrique", "consommation d’énergie", "~énergie", "sobriété",
               "consommation électrique", "fluides", "~bâtiments"),
    "health-safety": ("document unique", "risques professionnels", "santé au travail", "DUERP",
                      "accident du travail", "prévention des risques"),
    "terms-of-use": ("conditions générales", "conditions d’utilisation", "CGU", "mentions légales"),
    "images": (
        "retouche d’images", "retoucher des images", "retoucher des photos", "GIMP", "Inkscape",
        "~photo", "photographie", "infographie", "dessin vectoriel", "banque d’images", "Photoshop",
        "éditeur d’images", "traitement d’images",
    ),
    "data-science": (
        "data science", "science des données", "analyse de données", "statisticien", "RStudio",
        "Jupyter", "notebook", "langage R", "sous R", "analyse statistique",
        "traitement de données",
        "multivariée", "big data", "économétrie",
    ),
    "message-bus": (
        "bus de messages", "file de messages", "JMS", "RabbitMQ", "Kafka", "AMQP", "MQTT",
        "bus applicatif", "ESB", "échange asynchrone", "middleware",
    ),
    "rules-as-code": (
        "règles de calcul", "moteur de règles", "simulateur", "~simuler", "OpenFisca", "Publicodes",
        "calcul des droits", "langage déclaratif", "éligibilité", "estimation des aides",
    ),
    "language-processing": (
        "traitement automatique des langues", "corpus", "analyse de textes", "fouille de textes",
        "annotation de texte", "annoter", "~annotation", "lexique", "linguistique",
    ),
    "linked-data": (
        "données liées", "linked data", "web sémantique", "RDF", "SPARQL", "ontologie",
        "graphe de connaissances",
    ),
    "reading-later": (
        "lecture différée", "lire plus tard", "veille", "flux RSS", "revue de presse",
    ),
    "legal-text": ("décision de justice", "texte juridique", "actes administratifs",
    "délibérations",
                   "contrôle de légalité", "recueil des actes", "jurisprudence"),
}  # fmt: skip

# What nearly every need says: it tells nothing about which problem it is.
COMMON = """
logiciel logiciels outil outils solution solutions application applications service services agent
agents utilisateur utilisateurs administration administrations collectivité collectivités ministère
organisme établissement direction équipe équipes bureau métier métiers public publics publique
besoin besoins problème problèmes question projet projets permettre pouvoir devoir vouloir falloir
faire avoir utiliser utilisation usage usages gérer gestion mettre disposer proposer améliorer
améliorer développer développement nouveau nouvelle nouvelles fonction fonctions fonctionnalité
fonctionnalités ajouter contribution contributions contribuer recherche recherchée recherchées libre
libres open source code version versions information informations donnée données fichier fichiers
document documents numérique numériques informatique système systèmes jour jours mois an ans
semaine semaines aujourd’hui chaque plusieurs tout tous toute toutes très plus moins bien simple
simplement facile facilement rapide rapidement manuellement main temps travail travailler nombre
nombreux nombreuses différent différents personne personnes cas exemple compte pouvoir doit peut
aussi afin lors actuel actuelle actuellement existant existante commun commune mutualiser
mutualisation partager partagé partagée ensemble entre sans avec nos notre nos votre vos leur leurs
être signaler suivre suivi ouvrir fermer déposer lire écouter classer réserver valider nettoyer
afficher
créer contrôler contrôle rendre réunir former envoyer recevoir prendre poster sortir entrer remplir
relever lister préparer répondre remplacer mesurer calculer vérifier corriger interface lent lente
lenteur coût coûts cher lundi numéro numéros inventaire suivant façon manière mieux liste listes
est sont soit fait faite veut voulons souhaitons souhaite cherche cherchons aimerions besoin
"""
