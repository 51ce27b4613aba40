//! The Romance languages.

use super::Messages;

pub(super) const ES: Messages = Messages {
    tag: "es",
    age_title: "Se requiere prueba de edad",
    age_lead: "Esta página solo se muestra a visitantes que han acreditado su edad.",
    ways: "Formas de acreditar su edad",
    prove: "Acreditar la edad",
    prohibited_title: "No disponible",
    prohibited_lead: "Esta página no se puede ofrecer aquí.",
    unreadable_title: "Página no mostrada",
    overloaded_title: "Inténtelo de nuevo en unos instantes",
    unchecked_lead: "Esta página no se ha podido comprobar en este momento y por eso no se muestra.",
    back: "Volver a la tienda",
    methods: [
        "Cartera digital",
        "Identificación electrónica",
        "Documento de identidad con foto",
        "Cuenta bancaria",
        "Tarjeta de crédito",
        "Contrato de telefonía móvil",
        "Estimación de la edad por el rostro",
    ],
};

pub(super) const FR: Messages = Messages {
    tag: "fr",
    age_title: "Preuve d’âge requise",
    age_lead: "Cette page n’est montrée qu’aux visiteurs qui ont prouvé leur âge.",
    ways: "Moyens de prouver votre âge",
    prove: "Prouver votre âge",
    prohibited_title: "Non disponible",
    prohibited_lead: "Cette page ne peut pas être proposée ici.",
    unreadable_title: "Page non affichée",
    overloaded_title: "Veuillez réessayer dans un instant",
    unchecked_lead: "Cette page n’a pas pu être vérifiée à l’instant et n’est donc pas affichée.",
    back: "Retour à la boutique",
    methods: [
        "Portefeuille numérique",
        "Identité électronique",
        "Pièce d’identité avec photo",
        "Compte bancaire",
        "Carte de crédit",
        "Abonnement de téléphonie mobile",
        "Estimation de l’âge d’après le visage",
    ],
};

pub(super) const IT: Messages = Messages {
    tag: "it",
    age_title: "È richiesta una prova dell’età",
    age_lead: "Questa pagina viene mostrata solo ai visitatori che hanno dimostrato la propria età.",
    ways: "Modi per dimostrare l’età",
    prove: "Dimostra la tua età",
    prohibited_title: "Non disponibile",
    prohibited_lead: "Questa pagina non può essere offerta qui.",
    unreadable_title: "Pagina non mostrata",
    overloaded_title: "Riprova tra poco",
    unchecked_lead: "Non è stato possibile controllare questa pagina e perciò non viene mostrata.",
    back: "Torna al negozio",
    methods: [
        "Portafoglio digitale",
        "Identità elettronica",
        "Documento d’identità con foto",
        "Conto bancario",
        "Carta di credito",
        "Contratto di telefonia mobile",
        "Stima dell’età dal volto",
    ],
};

pub(super) const PT: Messages = Messages {
    tag: "pt",
    age_title: "Prova de idade necessária",
    age_lead: "Esta página só é mostrada a visitantes que provaram a sua idade.",
    ways: "Formas de provar a sua idade",
    prove: "Provar a idade",
    prohibited_title: "Não disponível",
    prohibited_lead: "Esta página não pode ser oferecida aqui.",
    unreadable_title: "Página não mostrada",
    overloaded_title: "Tente novamente dentro de momentos",
    unchecked_lead: "Não foi possível verificar esta página agora e por isso não é mostrada.",
    back: "Voltar à loja",
    methods: [
        "Carteira digital",
        "Identificação eletrónica",
        "Documento de identificação com fotografia",
        "Conta bancária",
        "Cartão de crédito",
        "Contrato de telemóvel",
        "Estimativa da idade pelo rosto",
    ],
};

pub(super) const RO: Messages = Messages {
    tag: "ro",
    age_title: "Este necesară dovada vârstei",
    age_lead: "Această pagină este afișată numai vizitatorilor care și-au dovedit vârsta.",
    ways: "Moduri de a vă dovedi vârsta",
    prove: "Dovediți-vă vârsta",
    prohibited_title: "Indisponibil",
    prohibited_lead: "Această pagină nu poate fi oferită aici.",
    unreadable_title: "Pagina nu este afișată",
    overloaded_title: "Încercați din nou peste puțin timp",
    unchecked_lead: "Această pagină nu a putut fi verificată acum și de aceea nu este afișată.",
    back: "Înapoi la magazin",
    methods: [
        "Portofel digital",
        "Identitate electronică",
        "Act de identitate cu fotografie",
        "Cont bancar",
        "Card de credit",
        "Abonament de telefonie mobilă",
        "Estimarea vârstei după chip",
    ],
};
