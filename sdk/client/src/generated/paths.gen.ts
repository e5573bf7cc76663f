// This file is generated from the contract. Do not edit.

export interface paths {
    "/api/v1/collectivites": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List collectivites
         * @description All collectivites of the platform, also those outside the resources of your credential, in the order of `id`.
         *     Filters add up (and).
         */
        get: operations["collectivites.list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/collectivites/{collectiviteId}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Identifier of the collectivite.
                 * @example 3812
                 */
                collectiviteId: components["parameters"]["collectiviteId"];
            };
            cookie?: never;
        };
        /**
         * Get a collectivite
         * @description One collectivite by its identifier.
         */
        get: operations["collectivites.get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/collectivites/labellisations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the labellisations
         * @description All collectivites that have or had a labellisation, in the order of `collectivite.id`, each with the labellisation in
         *     force and the earlier ones, by referentiel.
         */
        get: operations["collectivites.labellisations.list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/indicateurs/definitions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the definitions of indicators
         * @description What each indicator measures, its unit and its bounds, in the order of `id`. Definitions change rarely: keep them.
         */
        get: operations["indicateurs.definitions.list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/indicateurs/valeurs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the values of indicators
         * @description The values of some indicators of one collectivite, grouped by indicator and source.
         *
         *     **Pages** cut through the values (not through the groups) in a stable order: indicator, source, `dateValeur`, `id`.
         *
         *     **Nightly jobs** send the time of their last run as `modifieDepuis` and get only what changed since, removals
         *     included (`supprimeLe`).
         */
        get: operations["indicateurs.valeurs.list"];
        put?: never;
        /**
         * Create or change values
         * @description Writes a batch of values, entirely or not at all: when one item is wrong (422) or outside the resources of your
         *     credential (403), nothing is written. A value is found by `collectiviteId`, `indicateurId`, `dateValeur` and
         *     `metadonneeId`, and created when there is none.
         *
         *     The person behind the token is recorded in `modifiedBy`, the credential in `modifiedByClientId`.
         */
        post: operations["indicateurs.valeurs.upsert"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/utilisateur": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who am I?
         * @description The person the token acts for, with roles, permissions and collectivites as they are now. Good for a check of a new
         *     credential: what is missing from `permissions` answers 403.
         */
        get: operations["utilisateur.get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/oauth/token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Get a token
         * @description Exchanges a grant for an access token (RFC 6749). A program sends `grant_type=client_credentials`, and authenticates
         *     by Basic, in the body, with a signed assertion (RFC 7523) or with a client certificate (RFC 8705), by one of them only.
         *
         *     Without `scope` the token carries all scopes of the credential. A scope above them, unknown or repeated is refused.
         */
        post: operations["oauth.token"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/oauth/authorize": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Sign a person in
         * @description Starts the authorization code flow (RFC 6749 section 4.1) with PKCE (RFC 7636), which is required. Open it in the
         *     person's browser; it is not called by programs. The answer redirects to the sign-in page, and in the end to your
         *     `redirect_uri` with `code` and `state`, or with `error`.
         */
        get: operations["oauth.authorize"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/oauth/device_authorization": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign a person in from a machine without a browser
         * @description Begins the device flow (RFC 8628). Show `user_code` and `verification_uri` to the person, then ask the token endpoint
         *     every `interval` seconds, with the grant `urn:ietf:params:oauth:grant-type:device_code`. For public clients.
         */
        post: operations["oauth.deviceAuthorization"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/oauth/revoke": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Revoke a token
         * @description Ends a token of yours at once (RFC 7009). A token that is unknown, or somebody else's, also answers 200 and changes
         *     nothing. Authenticate as at the token endpoint.
         */
        post: operations["oauth.revoke"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/oauth/introspect": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Look at a token
         * @description Says whether a token works now, and what it carries (RFC 7662). You see your own tokens; those of other clients need
         *     the scope `tokens.introspect`, and are `active: false` without it. Authenticate as at the token endpoint, or by a token.
         */
        post: operations["oauth.introspect"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/.well-known/oauth-authorization-server": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Describe the authorization server
         * @description Where its endpoints are and what they support (RFC 8414). Read it instead of writing URLs into programs.
         */
        get: operations["oauth.metadata"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/.well-known/jwks.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Publish the signing keys
         * @description The public keys that verify access tokens (RFC 7517). Needed only by services that check tokens themselves.
         */
        get: operations["oauth.jwks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/credentials": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List credentials
         * @description Your own credentials, or everybody's with the scope `credentials.admin`, the latest first. Revoked ones stay in the list until they are deleted.
         */
        get: operations["credentials.list"];
        put?: never;
        /**
         * Create a credential
         * @description Answers the credential with its `client_secret`, which is shown this once: store it where your program finds it and
         *     nobody else does. The credential can do no more than the token you create it with: asking for more answers 403, and creates
         *     nothing.
         */
        post: operations["credentials.create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/credentials/{client_id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Identifier of the credential.
                 * @example cl_7Qm2Xr9TfK4b
                 */
                client_id: components["parameters"]["client_id"];
            };
            cookie?: never;
        };
        /**
         * Get a credential
         * @description One credential of yours. Somebody else's answers 404.
         */
        get: operations["credentials.get"];
        put?: never;
        post?: never;
        /**
         * Delete a credential
         * @description Revokes the credential if it is not revoked yet, and removes it from the list. Its history remains, for its owner and for administrators. Its `client_id` is never given again.
         */
        delete: operations["credentials.delete"];
        options?: never;
        head?: never;
        /**
         * Change a credential
         * @description Changes name, permissions, resources, state or way to authenticate; absent fields stay as they are. Tokens that were issued
         *     before keep no more than the new permissions. Neither as it is nor as it would be may the credential do more than the token you
         *     call with, or than its owner may do. Where only administrators create credentials, only they change permissions and
         *     resources. A revoked credential answers 409.
         */
        patch: operations["credentials.update"];
        trace?: never;
    };
    "/api/v1/credentials/{client_id}/secrets": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Identifier of the credential.
                 * @example cl_7Qm2Xr9TfK4b
                 */
                client_id: components["parameters"]["client_id"];
            };
            cookie?: never;
        };
        /**
         * List the secrets of a credential
         * @description What is known of its secrets, the latest first: never the secrets themselves. A secret that was rotated out, has expired or was
         *     revoked stays in the list for 90 days after its end. A credential that authenticates by key or certificate has none.
         */
        get: operations["credentials.secrets.list"];
        put?: never;
        /**
         * Replace the secret
         * @description Creates a new secret, shown this once. The present one works beside it until the end of `grace_period_seconds`, so that
         *     no program stops. Two secrets work at a time: a third answers 409 until the first has ended or is deleted. With 0 all older
         *     ones end at once. A credential that is revoked, or that authenticates by key or certificate, answers 409.
         */
        post: operations["credentials.secrets.create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/credentials/{client_id}/secrets/{secret_id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Identifier of the credential.
                 * @example cl_7Qm2Xr9TfK4b
                 */
                client_id: components["parameters"]["client_id"];
                /**
                 * @description Identifier of the secret.
                 * @example sec_5Jw8Zd3Hn6Vq
                 */
                secret_id: components["parameters"]["secret_id"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Revoke a secret
         * @description Ends one secret at once. The last one that works answers 409: replace it, or revoke the credential.
         */
        delete: operations["credentials.secrets.delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/credentials/{client_id}/revoke": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Identifier of the credential.
                 * @example cl_7Qm2Xr9TfK4b
                 */
                client_id: components["parameters"]["client_id"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Revoke a credential
         * @description Ends the credential and all its tokens at once, for good. To pause it, change its `status` to `suspended`.
         */
        post: operations["credentials.revoke"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/credentials/{client_id}/extend": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Identifier of the credential.
                 * @example cl_7Qm2Xr9TfK4b
                 */
                client_id: components["parameters"]["client_id"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Extend a credential
         * @description Moves `expires_at` to a later time, also of a credential that has expired. A revoked one answers 409, a time in the past 422.
         *     Where only administrators create credentials, only they extend them.
         */
        post: operations["credentials.extend"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/credentials/{client_id}/usage": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Identifier of the credential.
                 * @example cl_7Qm2Xr9TfK4b
                 */
                client_id: components["parameters"]["client_id"];
            };
            cookie?: never;
        };
        /**
         * Get the usage of a credential
         * @description Requests and errors by day, hour, operation, usage and status, with the bytes that were sent. All requests count whose
         *     credential was accepted: those that were refused with 403 or 429, and those for a token, too. A request is counted within
         *     a second after it was answered. Hours are kept for 32 days, days for 400. The usage can also be read after the
         *     credential was deleted.
         */
        get: operations["credentials.usage.get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/credentials/{client_id}/audit-events": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Identifier of the credential.
                 * @example cl_7Qm2Xr9TfK4b
                 */
                client_id: components["parameters"]["client_id"];
            };
            cookie?: never;
        };
        /**
         * List the history of a credential
         * @description What happened to the credential and who did it, the latest first: changes, tokens issued and revoked, and attempts that were refused, with the reason. Attempts appear within a second or two. The history can also be read after the credential was deleted.
         */
        get: operations["credentials.auditEvents.list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/permission-sets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the permission sets
         * @description The sets of scopes a credential can be created with.
         */
        get: operations["permissionSets.list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description Kind of collectivite. New kinds can appear. */
        CollectiviteType: ("commune" | "epci" | "departement" | "region") | string;
        /** @description Where this page stands in the whole list. */
        Page: {
            /** @description Items in the whole list, over all pages. */
            count: number;
            /** @description Number of this page, from 1. */
            page: number;
            /** @description Items a full page holds (the `limit` that was applied). */
            pageSize: number;
            /** @description Number of pages, 0 when the list is empty. */
            pageCount: number;
        };
        /** @description A territory that takes part in the ecological transition. */
        Collectivite: {
            /** @description Identifier on the platform. */
            id: number;
            /** @description Official name. */
            nom: string;
            /** @description SIREN number (nine digits). */
            siren: string | null;
            /** @description INSEE code, for a commune only. */
            communeCode: string | null;
            /** @description Legal nature of an EPCI according to INSEE; `null` for other types. */
            natureInsee: ("CC" | "CA" | "CU" | "METRO" | "MET69" | "EPT") | string | null;
            type: components["schemas"]["CollectiviteType"];
            /** @description Whether a contrat d'objectif territorial (COT) is running. */
            activeCOT: boolean;
        };
        /** @description A page of collectivites. */
        CollectivitePage: {
            data: components["schemas"]["Collectivite"][];
        } & components["schemas"]["Page"];
        /**
         * Format: uri
         * @description URI of the kind of problem. New kinds can appear; treat one you do not know by its `status`.
         */
        ProblemType: ("https://guichet.example/problems/invalid-request" | "https://guichet.example/problems/conflicting-credentials" | "https://guichet.example/problems/authentication-required" | "https://guichet.example/problems/invalid-token" | "https://guichet.example/problems/invalid-api-key" | "https://guichet.example/problems/invalid-client" | "https://guichet.example/problems/insufficient-scope" | "https://guichet.example/problems/resource-not-allowed" | "https://guichet.example/problems/forbidden" | "https://guichet.example/problems/not-found" | "https://guichet.example/problems/method-not-allowed" | "https://guichet.example/problems/not-acceptable" | "https://guichet.example/problems/conflict" | "https://guichet.example/problems/idempotency-conflict" | "https://guichet.example/problems/payload-too-large" | "https://guichet.example/problems/unsupported-media-type" | "https://guichet.example/problems/unprocessable" | "https://guichet.example/problems/idempotency-key-reused" | "https://guichet.example/problems/rate-limited" | "https://guichet.example/problems/internal-error" | "https://guichet.example/problems/not-implemented" | "https://guichet.example/problems/unavailable") | string;
        /** @description One thing that is wrong with the request. */
        ProblemError: {
            /** @description What is wrong, and what is expected. */
            detail: string;
            /**
             * @description Where in the body, as a JSON Pointer (RFC 6901) in a URI fragment.
             * @example #/valeurs/3/dateValeur
             */
            pointer?: string;
            /**
             * @description Name of the query, path or header parameter.
             * @example limit
             */
            parameter?: string;
        };
        /** @description Problem details (RFC 9457). Decide by `type`, which is stable; `title` and `detail` are for people and can change. */
        Problem: {
            type: components["schemas"]["ProblemType"];
            /** @description Short name of the kind of problem, the same for every occurrence. */
            title: string;
            /** @description HTTP status of the response. */
            status: number;
            /** @description What happened this time, and what to do next. */
            detail?: string;
            /**
             * Format: uri-reference
             * @description The request that failed (its path).
             */
            instance?: string;
            /** @description Identifier of the request, as in `X-Request-Id`. */
            requestId: string;
            /** @description What is wrong with the request, item by item. */
            errors?: components["schemas"]["ProblemError"][];
        };
        /** @description Framework of the labellisation: `cae` (climat-air-énergie), `eci` (économie circulaire), `te` (transition écologique). New ones can appear. */
        Referentiel: ("cae" | "eci" | "te") | string;
        /** @description A label that a collectivite obtained, with the scores it was obtained on. */
        Labellisation: {
            /** @description Identifier of the labellisation. */
            id: number;
            /** @description The collectivite that obtained it. */
            collectiviteId: number;
            referentiel: components["schemas"]["Referentiel"];
            /**
             * Format: date
             * @description When it was obtained.
             */
            obtenueLe: string;
            /** @description The year it counts for. */
            annee: number;
            /** @description Stars, 1 to 5. */
            etoiles: number;
            /** @description Share of the actions that were done, in percent; `null` when it was not recorded. */
            scoreRealise: number | null;
            /** @description Share of the actions that were planned, in percent; `null` when it was not recorded. */
            scoreProgramme: number | null;
        };
        /** @description The labellisations of one collectivite in one referentiel. */
        ReferentielLabellisations: {
            /** @description The one in force, `null` when there is none (any more). */
            courante: components["schemas"]["Labellisation"] | null;
            /** @description Earlier ones, the latest first. */
            historique: components["schemas"]["Labellisation"][];
        };
        /** @description A collectivite and its labellisations. */
        CollectiviteLabellisations: {
            collectivite: components["schemas"]["Collectivite"];
            /** @description By referentiel; one that the collectivite has not engaged in is absent. */
            labellisations: {
                cae?: components["schemas"]["ReferentielLabellisations"];
                eci?: components["schemas"]["ReferentielLabellisations"];
                te?: components["schemas"]["ReferentielLabellisations"];
            } & {
                [key: string]: components["schemas"]["ReferentielLabellisations"];
            };
        };
        /** @description A page of collectivites with their labellisations. */
        CollectiviteLabellisationsPage: {
            data: components["schemas"]["CollectiviteLabellisations"][];
        } & components["schemas"]["Page"];
        /** @description What an indicator measures. */
        IndicateurDefinition: {
            /** @description Identifier on the platform. */
            id: number;
            /**
             * @description Stable identifier in its referentiel; `null` for an indicator of one's own.
             * @example cae_2.a
             */
            identifiantReferentiel: string | null;
            /** @description Title. */
            titre: string;
            /**
             * @description Unit of `resultat` and `objectif`.
             * @example GWh
             */
            unite: string;
            /** @description What is counted, and how. */
            description: string | null;
            /** @description Decimals that make sense. */
            precision: number;
            /** @description Smallest value accepted, `null` for none. */
            borneMin: number | null;
            /** @description Largest value accepted, `null` for none. */
            borneMax: number | null;
        };
        /** @description A page of definitions. */
        IndicateurDefinitionPage: {
            data: components["schemas"]["IndicateurDefinition"][];
        } & components["schemas"]["Page"];
        /** @description A publication of an external source, and its terms. */
        Metadonnee: {
            /** @description Identifier, as in `Valeur.metadonneeId`. */
            id: number;
            /** @description The source it belongs to. */
            sourceId: string;
            /**
             * Format: date
             * @description Date of the publication.
             */
            dateVersion: string;
            /** @description Name of the data set. */
            nomDonnees: string | null;
            /** @description Who published it. */
            producteur: string | null;
            /** @description What to keep in mind when using it. */
            limites: string | null;
        };
        /**
         * @description The value of one indicator, for one collectivite, at one date, from one source: what was measured (`resultat`) and what is aimed at (`objectif`).
         *     `null` says that nothing was entered, `0` is a measured zero.
         */
        Valeur: {
            /** @description Identifier of the value. */
            id: number;
            /** @description The collectivite it belongs to. */
            collectiviteId: number;
            /** @description The indicator it belongs to. */
            indicateurId: number;
            /**
             * Format: date
             * @description The date it stands for; a year is written as its first of January.
             */
            dateValeur: string;
            /** @description The publication of an external source it comes from; `null` when the collectivite entered it. */
            metadonneeId: number | null;
            /** @description Measured value, in the unit of the definition. */
            resultat: number | null;
            /** @description Comment on the measured value. */
            resultatCommentaire: string | null;
            /** @description Value aimed at, in the unit of the definition. */
            objectif: number | null;
            /** @description Comment on the value aimed at. */
            objectifCommentaire: string | null;
            /** @description Value estimated by the source where none was measured. */
            estimation: number | null;
            /** @description Whether the platform computed it out of other values. */
            calculAuto: boolean;
            /**
             * Format: date-time
             * @description When it was created.
             */
            createdAt: string;
            /**
             * Format: uuid
             * @description The person who created it, also when a program wrote in that person's name; `null` for imported values.
             */
            createdBy: string | null;
            /** @description The credential through which it was created, `null` when no program was involved. */
            createdByClientId: string | null;
            /**
             * Format: date-time
             * @description When it last changed, its removal included.
             */
            modifiedAt: string;
            /**
             * Format: uuid
             * @description The person who last changed it, also when a program wrote in that person's name; `null` for imported values.
             */
            modifiedBy: string | null;
            /** @description The credential through which it last changed, `null` when no program was involved. */
            modifiedByClientId: string | null;
            /**
             * Format: date-time
             * @description When it was removed, `null` while it exists. Removed values appear only when you ask with `modifieDepuis`, with
             *     `resultat`, `objectif` and `estimation` set to `null`.
             */
            supprimeLe: string | null;
        };
        /** @description The values of one indicator that come from one source. */
        IndicateurSourceValeurs: {
            /**
             * @description Identifier of the source; `collectivite` is what the collectivite entered itself.
             * @example collectivite
             * @example citepa
             */
            source: string;
            /** @description Name of the source for people. */
            libelle: string;
            /** @description The publications the values of this page refer to. */
            metadonnees: components["schemas"]["Metadonnee"][];
            /** @description In the order of `dateValeur`, then `id`. */
            valeurs: components["schemas"]["Valeur"][];
        };
        /** @description The values of one indicator on this page, by source. */
        IndicateurValeurs: {
            definition: components["schemas"]["IndicateurDefinition"];
            /** @description By identifier of the source. */
            sources: {
                [key: string]: components["schemas"]["IndicateurSourceValeurs"];
            };
        };
        /**
         * @description A page of values, grouped by indicator and source. `count`, `pageSize` and `pageCount` count values, not groups; an
         *     indicator whose values do not fit on one page continues on the next, in a group of its own.
         */
        IndicateurValeursPage: {
            indicateurs: components["schemas"]["IndicateurValeurs"][];
        } & components["schemas"]["Page"];
        /**
         * @description A value to create or change. `collectiviteId`, `indicateurId`, `dateValeur` and `metadonneeId` say which one; of the other
         *     fields, an absent one stays as it is and `null` empties it.
         */
        ValeurUpsert: {
            /** @description The collectivite. It must be among the resources of your credential. */
            collectiviteId: number;
            /** @description The indicator. */
            indicateurId: number;
            /**
             * Format: date
             * @description The date it stands for; a year is written as its first of January.
             */
            dateValeur: string;
            /** @description The publication it comes from. Default `null`, the collectivite's own entry. */
            metadonneeId?: number | null;
            /** @description Measured value, in the unit of the definition and within its bounds. */
            resultat?: number | null;
            /** @description Comment on the measured value. */
            resultatCommentaire?: string | null;
            /** @description Value aimed at, in the unit of the definition and within its bounds. */
            objectif?: number | null;
            /** @description Comment on the value aimed at. */
            objectifCommentaire?: string | null;
        };
        /** @description A batch of values, written entirely or not at all. */
        ValeursUpsertRequest: {
            /** @description At most 500. The same value twice in one batch is refused. */
            valeurs: components["schemas"]["ValeurUpsert"][];
        };
        /** @description The values as they are now, in the order of the request. */
        ValeursUpsertResult: {
            /** @description Number of values written. */
            count: number;
            valeurs: components["schemas"]["Valeur"][];
        };
        /**
         * @description What a person may do for a collectivite: read, read and write, or manage its members too.
         * @enum {string}
         */
        CollectiviteRole: "lecture" | "edition" | "admin";
        /** @description A collectivite the person works for, and in which role. */
        UtilisateurCollectivite: {
            /** @description Identifier of the collectivite. */
            collectiviteId: number;
            /** @description Name of the collectivite. */
            nom: string;
            role: components["schemas"]["CollectiviteRole"];
        };
        /** @description The person the token acts for, and what that person may do now. */
        Utilisateur: {
            /**
             * Format: uuid
             * @description Identifier of the person, the `sub` of the token.
             */
            id: string;
            /** @description First name. */
            prenom: string;
            /** @description Last name. */
            nom: string;
            /**
             * Format: email
             * @description Address of the account.
             */
            email: string;
            /** @description Roles on the whole platform. New ones can appear. */
            roles: (("utilisateur" | "administrateur" | "support") | string)[];
            /** @description What this token may do right now, as scopes; those of the token that the roles of the person still permit. */
            permissions: string[];
            /** @description The collectivites the person works for. */
            collectivites: components["schemas"]["UtilisateurCollectivite"][];
            /** @description The credential that acts for the person, `null` when the person signed in. */
            clientId: string | null;
        };
        /** @description Parameters of the grant (RFC 6749). Which are needed depends on `grant_type`. */
        TokenRequest: {
            /** @description Kind of grant. */
            grant_type: ("client_credentials" | "authorization_code" | "refresh_token" | "urn:ietf:params:oauth:grant-type:device_code") | string;
            /** @description Scopes asked for, separated by spaces. Without it the token carries all scopes of the credential. */
            scope?: string;
            /**
             * Format: uri
             * @description The API the token is for (RFC 8707). Default this API.
             */
            resource?: string;
            /** @description Identifier of the client, when it does not authenticate by Basic. */
            client_id?: string;
            /** @description Secret of the client, when it does not authenticate by Basic. */
            client_secret?: string;
            /**
             * @description For `private_key_jwt` (RFC 7523).
             * @constant
             */
            client_assertion_type?: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
            /** @description A JWT signed with the client's own key (RFC 7523). */
            client_assertion?: string;
            /** @description The authorization code. */
            code?: string;
            /**
             * Format: uri
             * @description As in the authorization request.
             */
            redirect_uri?: string;
            /** @description PKCE verifier (RFC 7636). */
            code_verifier?: string;
            /** @description The last refresh token. */
            refresh_token?: string;
            /** @description The device code (RFC 8628). */
            device_code?: string;
        };
        /** @description An access token (RFC 6749 section 5.1). */
        TokenResponse: {
            /** @description The token, a JWT (RFC 9068). Treat it as opaque. */
            access_token: string;
            /** @description How to send the token. */
            token_type: ("Bearer" | "DPoP") | string;
            /** @description Lifetime in seconds, from the moment of the request. */
            expires_in: number;
            /** @description Scopes of the token, separated by spaces. */
            scope?: string;
            /** @description For people's sessions only. It changes with every use. */
            refresh_token?: string;
        };
        /** @description Error of an OAuth endpoint (RFC 6749 section 5.2). */
        OAuthError: {
            /** @description Code of the error. */
            error: ("invalid_request" | "invalid_client" | "invalid_grant" | "unauthorized_client" | "unsupported_grant_type" | "invalid_scope" | "invalid_target" | "access_denied" | "authorization_pending" | "slow_down" | "expired_token" | "invalid_token" | "insufficient_scope" | "unsupported_token_type" | "server_error" | "temporarily_unavailable") | string;
            /** @description What happened, and what to do next. */
            error_description?: string;
            /**
             * Format: uri
             * @description A page about the error.
             */
            error_uri?: string;
        };
        /** @description Asks for a device code (RFC 8628 section 3.1). */
        DeviceAuthorizationRequest: {
            /** @description Identifier of the public client. */
            client_id: string;
            /** @description Scopes asked for, separated by spaces. */
            scope?: string;
            /**
             * Format: uri
             * @description The API the token is for (RFC 8707). Default this API.
             */
            resource?: string;
        };
        /** @description What to show to the person, and how to ask for the token (RFC 8628 section 3.2). */
        DeviceAuthorization: {
            /** @description To ask for the token with. Keep it to yourself. */
            device_code: string;
            /** @description To show to the person. */
            user_code: string;
            /**
             * Format: uri
             * @description The page where the person types the code.
             */
            verification_uri: string;
            /**
             * Format: uri
             * @description The same page with the code filled in, for a QR code.
             */
            verification_uri_complete?: string;
            /** @description Lifetime of both codes in seconds. */
            expires_in: number;
            /** @description Seconds to wait between two questions for the token, 5 when absent. */
            interval?: number;
        };
        /** @description The token to revoke (RFC 7009), with the client's authentication when it is not sent by Basic. */
        TokenRevocationRequest: {
            /** @description The access or refresh token. */
            token: string;
            /** @description What kind of token it is, if you know. */
            token_type_hint?: ("access_token" | "refresh_token") | string;
            /** @description Identifier of the client, when it does not authenticate by Basic. */
            client_id?: string;
            /** @description Secret of the client, when it does not authenticate by Basic. */
            client_secret?: string;
            /**
             * @description For `private_key_jwt` (RFC 7523).
             * @constant
             */
            client_assertion_type?: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
            /** @description A JWT signed with the client's own key (RFC 7523). */
            client_assertion?: string;
        };
        /** @description The token to look at (RFC 7662), with the client's authentication when it is not sent by Basic. */
        TokenIntrospectionRequest: {
            /** @description The access or refresh token. */
            token: string;
            /** @description What kind of token it is, if you know. */
            token_type_hint?: ("access_token" | "refresh_token") | string;
            /** @description Identifier of the client, when it does not authenticate by Basic. */
            client_id?: string;
            /** @description Secret of the client, when it does not authenticate by Basic. */
            client_secret?: string;
            /**
             * @description For `private_key_jwt` (RFC 7523).
             * @constant
             */
            client_assertion_type?: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
            /** @description A JWT signed with the client's own key (RFC 7523). */
            client_assertion?: string;
        };
        /**
         * @description What is known of a token (RFC 7662 section 2.2). `active: false` comes alone, and also stands for a token that is none of your
         *     business.
         */
        TokenIntrospection: {
            /** @description Whether the token can be used now. */
            active: boolean;
            /** @description Its scopes, separated by spaces. */
            scope?: string;
            /** @description The client it was issued to. */
            client_id?: string;
            /** @description How it is sent. */
            token_type?: string;
            /** @description The person it acts for. */
            sub?: string;
            /** @description The API it is for. */
            aud?: string | string[];
            /**
             * Format: uri
             * @description Who issued it.
             */
            iss?: string;
            /** @description Its identifier. */
            jti?: string;
            /** @description When it ends, in seconds since 1970. */
            exp?: number;
            /** @description When it was issued, in seconds since 1970. */
            iat?: number;
            /** @description Who acts for the person (RFC 8693 section 4.1). */
            act?: {
                /** @description The client that acts. */
                sub: string;
            };
            /** @description Role of the person on the platform. */
            role?: string;
            /** @description Resources the token is limited to, none for no limit. */
            res?: string[];
        };
        /** @description What this authorization server can do (RFC 8414 section 2). An endpoint that is not in service is absent. */
        AuthorizationServerMetadata: {
            /**
             * Format: uri
             * @description Identifier of the server, the `iss` of its tokens.
             */
            issuer: string;
            /**
             * Format: uri
             * @description Where a person signs in.
             */
            authorization_endpoint?: string;
            /**
             * Format: uri
             * @description Where tokens are issued.
             */
            token_endpoint: string;
            /**
             * Format: uri
             * @description Where tokens are revoked.
             */
            revocation_endpoint?: string;
            /**
             * Format: uri
             * @description Where tokens are looked at.
             */
            introspection_endpoint?: string;
            /**
             * Format: uri
             * @description Where the device flow begins.
             */
            device_authorization_endpoint?: string;
            /**
             * Format: uri
             * @description The public keys that verify tokens.
             */
            jwks_uri: string;
            /** @description Scopes that can be asked for. */
            scopes_supported?: string[];
            /** @description Values of `response_type`. */
            response_types_supported?: string[];
            /** @description Values of `grant_type`. */
            grant_types_supported?: string[];
            /** @description How clients can authenticate. */
            token_endpoint_auth_methods_supported?: string[];
            /** @description Algorithms of client assertions (RFC 7523). */
            token_endpoint_auth_signing_alg_values_supported?: string[];
            /** @description Values of `code_challenge_method`. */
            code_challenge_methods_supported?: string[];
            /**
             * Format: uri
             * @description Page for developers.
             */
            service_documentation?: string;
        };
        /** @description A public key (RFC 7517 section 4). */
        JsonWebKey: {
            /** @description Family of the algorithm. */
            kty: string;
            /** @description Identifier, as in the header of the tokens. */
            kid: string;
            /** @description What it is for. */
            use?: string;
            /** @description Algorithm it is used with. */
            alg?: string;
            /** @description Curve of an elliptic key. */
            crv?: string;
            /** @description Coordinate of an elliptic key. */
            x?: string;
            /** @description Coordinate of an elliptic key. */
            y?: string;
            /** @description Modulus of an RSA key. */
            n?: string;
            /** @description Exponent of an RSA key. */
            e?: string;
        };
        /** @description Public keys (RFC 7517 section 5). During a change of keys the old one stays until its last token has ended. */
        JsonWebKeySet: {
            keys: components["schemas"]["JsonWebKey"][];
        };
        /**
         * @description `live` reaches the real data, `test` the sandbox only.
         * @enum {string}
         */
        CredentialEnvironment: "live" | "test";
        /** @description The person the credential belongs to. */
        CredentialOwner: {
            /**
             * Format: uuid
             * @description Identifier of the person.
             */
            id: string;
            /** @description First and last name. */
            nom: string;
        };
        /**
         * @description A public key (RFC 7517): RSA of at least 2048 bits, EC on P-256, P-384 or P-521, or Ed25519. A key with a private part answers
         *     422, and is burnt by having been sent.
         */
        ClientKey: {
            /**
             * @description Family of the algorithm.
             * @enum {string}
             */
            kty: "RSA" | "EC" | "OKP";
            /** @description Identifier, as in the header of the assertions. */
            kid?: string;
            /**
             * @description What it is for.
             * @enum {string}
             */
            use?: "sig";
            /**
             * @description Algorithm it is used with.
             * @enum {string}
             */
            alg?: "RS256" | "RS384" | "RS512" | "PS256" | "PS384" | "PS512" | "ES256" | "ES384" | "ES512" | "EdDSA" | "Ed25519";
            /**
             * @description Curve of an elliptic key.
             * @enum {string}
             */
            crv?: "P-256" | "P-384" | "P-521" | "Ed25519";
            /** @description Coordinate of an elliptic key. */
            x?: string;
            /** @description Coordinate of an elliptic key. */
            y?: string;
            /** @description Modulus of an RSA key. */
            n?: string;
            /** @description Exponent of an RSA key. */
            e?: string;
            /** @description The certificate of the key, in base64. Required with `self_signed_tls_client_auth`. */
            x5c?: string[];
        };
        /** @description Public keys of the program (RFC 7517 section 5): two during a change of keys, so that no program stops. */
        ClientKeySet: {
            keys: components["schemas"]["ClientKey"][];
        };
        /**
         * @description What a program authenticates with. It belongs to the person who created it: its tokens act for that person, and can do
         *     what both the credential and the present roles of the person permit.
         */
        Credential: {
            /** @description Identifier, public. */
            client_id: string;
            /** @description Name for people. */
            name: string;
            owner: components["schemas"]["CredentialOwner"];
            /** @description The permission set it was created with. New ones can appear. */
            permission_set: ("read_only" | "indicateurs_write" | "full_access" | "custom") | string;
            /** @description The most its tokens can carry. */
            scopes: string[];
            /** @description Resources it is limited to, such as `collectivite:3812`. None for all that the owner may reach. */
            resources: string[];
            environment: components["schemas"]["CredentialEnvironment"];
            /** @description Whether it can get tokens (`active`), and why not. New ones can appear. */
            status: ("active" | "suspended" | "expired" | "revoked") | string;
            /**
             * Format: date-time
             * @description When it was created.
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When it ends, `null` for never.
             */
            expires_at: string | null;
            /**
             * Format: date-time
             * @description When it was last used, to the minute; `null` when never.
             */
            last_used_at: string | null;
            /**
             * Format: date-time
             * @description When it was revoked, `null` when it was not.
             */
            revoked_at: string | null;
            /** @description The reason that was given. */
            revoked_reason: string | null;
            /**
             * @description How its programs prove who they are (RFC 7591): by a secret, in the header or in the body (`client_secret_basic`), by a signed
             *     assertion, or by a certificate. New ones can appear.
             */
            token_endpoint_auth_method: ("client_secret_basic" | "private_key_jwt" | "tls_client_auth" | "self_signed_tls_client_auth") | string;
            /** @description Its public keys, `null` where its method needs none. */
            jwks: components["schemas"]["ClientKeySet"] | null;
            /** @description The subject of its certificate (RFC 4514), `null` where its method needs none. */
            tls_client_auth_subject_dn: string | null;
        };
        /** @description A page of credentials. */
        CredentialPage: {
            data: components["schemas"]["Credential"][];
        } & components["schemas"]["Page"];
        /**
         * @description Name of a permission set; `custom` takes the scopes you list.
         * @enum {string}
         */
        PermissionSetName: "read_only" | "indicateurs_write" | "full_access" | "custom";
        /**
         * @description Name of a resource, its kind and its identifier.
         * @example collectivite:3812
         */
        ResourceName: string;
        /**
         * @description How the program proves who it is when it asks for a token (RFC 7591): `client_secret_basic`, by a secret, in the header or in
         *     the body; `private_key_jwt`, by an assertion signed with one of its keys (RFC 7523); `tls_client_auth`, by a certificate of an
         *     authority that the platform trusts; `self_signed_tls_client_auth`, by a certificate registered in `jwks` (RFC 8705).
         * @enum {string}
         */
        ClientAuthenticationMethod: "client_secret_basic" | "private_key_jwt" | "tls_client_auth" | "self_signed_tls_client_auth";
        /** @description Subject of the certificate in the form of RFC 4514, such as `CN=nightly-job,O=Ville de Lyon,C=FR`. */
        CertificateSubject: string;
        /** @description A credential to create. It cannot do more than the token it is created with. */
        CredentialCreateRequest: {
            /** @description Name for people, in one line. */
            name: string;
            permission_set: components["schemas"]["PermissionSetName"];
            /** @description For `custom` only, and required then. */
            scopes?: string[];
            /** @description Resources to limit it to, such as `collectivite:3812`. Default none, for all that you may reach. */
            resources?: components["schemas"]["ResourceName"][];
            /**
             * @description `live` reaches the real data, `test` the sandbox only. Default the one you call: that of your own credential, or what
             *     the server holds. A server of the other environment answers 422.
             * @enum {string}
             */
            environment?: "live" | "test";
            /**
             * Format: date-time
             * @description When it ends, in the future. Default `null`, for never.
             */
            expires_at?: string | null;
            /** @description How the program proves who it is. Default `client_secret_basic`, by the secret in the answer. */
            token_endpoint_auth_method?: components["schemas"]["ClientAuthenticationMethod"];
            /** @description Its public keys, for `private_key_jwt` and `self_signed_tls_client_auth`. */
            jwks?: components["schemas"]["ClientKeySet"];
            /** @description The subject of its certificate, for `tls_client_auth`. */
            tls_client_auth_subject_dn?: components["schemas"]["CertificateSubject"];
        };
        /**
         * @description `gch_live_` or `gch_test_`, an identifier, 43 random characters and a checksum of 6. The fixed prefix lets secret scanners find it
         *     where it should not be.
         */
        ClientSecret: string;
        /** @description The new credential, with its secret. */
        CredentialCreated: {
            /**
             * @description The secret, shown in this answer only. `null` when a repeated `Idempotency-Key` repeats the answer, and for a
             *     credential that authenticates by key or certificate.
             */
            client_secret: components["schemas"]["ClientSecret"] | null;
        } & components["schemas"]["Credential"];
        /** @description What to change; absent fields stay as they are. Nobody can give more than they may do themselves. */
        CredentialUpdateRequest: {
            /** @description Name for people, in one line. */
            name?: string;
            permission_set?: components["schemas"]["PermissionSetName"];
            /** @description For `custom` only, and required when you change to it. */
            scopes?: string[];
            /** @description Resources to limit it to; an empty list for all that the owner may reach. */
            resources?: components["schemas"]["ResourceName"][];
            /**
             * @description `suspended` stops it at once, `active` lets it go on.
             * @enum {string}
             */
            status?: "active" | "suspended";
            /**
             * @description Another way to prove who it is, together with what it needs. Away from `client_secret_basic` all secrets end at once; back to
             *     it the credential has none until you add one.
             */
            token_endpoint_auth_method?: components["schemas"]["ClientAuthenticationMethod"];
            /** @description Its public keys, all of them. Keep the old one in the list until every program uses the new. */
            jwks?: components["schemas"]["ClientKeySet"];
            /** @description The subject of its certificate. */
            tls_client_auth_subject_dn?: components["schemas"]["CertificateSubject"];
        };
        /** @description What is known of a secret, without the secret itself. */
        CredentialSecret: {
            /** @description Identifier, public. */
            secret_id: string;
            /**
             * @description Its beginning, to recognise it.
             * @example gch_live_7Qm2Xr9T
             */
            prefix: string;
            /** @description Its last four characters, to recognise it. */
            last_four: string;
            /**
             * Format: date-time
             * @description When it was created.
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When it ends, `null` for never.
             */
            expires_at: string | null;
            /**
             * Format: date-time
             * @description When a program last sent it, to the minute; `null` when never. Also after its end, when it is refused: the program
             *     that sent it has yet to change over.
             */
            last_used_at: string | null;
            /**
             * @description `active`; `expiring` until the end of the grace period that a newer secret began; `expired`; `revoked`. New
             *     ones can appear.
             */
            status: ("active" | "expiring" | "expired" | "revoked") | string;
        };
        /** @description A page of secrets, without the secrets themselves. */
        CredentialSecretPage: {
            data: components["schemas"]["CredentialSecret"][];
        } & components["schemas"]["Page"];
        /** @description How to replace the secret. */
        CredentialSecretCreateRequest: {
            /**
             * @description How long the present secret still works beside the new one. `0` ends it at once, and all tokens that were issued before, as after a leak.
             * @default 86400
             */
            grace_period_seconds: number;
        };
        /** @description The new secret. */
        CredentialSecretCreated: {
            /** @description The secret, shown in this answer only. `null` when a repeated `Idempotency-Key` repeats the answer. */
            client_secret: components["schemas"]["ClientSecret"] | null;
        } & components["schemas"]["CredentialSecret"];
        /** @description Why the credential is revoked. */
        CredentialRevokeRequest: {
            /** @description The reason, for the history. */
            reason?: string;
        };
        /** @description Until when the credential goes on. */
        CredentialExtendRequest: {
            /**
             * Format: date-time
             * @description The new end, later than the present one and in the future, or `null` for never.
             */
            expires_at: string | null;
        };
        /** @description How many requests, and how they ended. */
        UsageCounts: {
            /** @description All requests, those that failed included. */
            requests: number;
            /** @description Answered with a status from 400 to 499. */
            client_errors: number;
            /** @description Answered with a status from 500. */
            server_errors: number;
            /** @description Answered with 429; also counted in `client_errors`. */
            rate_limited: number;
            /** @description Share of the requests that ended in an error, of the client or the server, from 0 to 1; `null` without any request. */
            error_rate: number | null;
            /** @description Bytes of the bodies of the requests, as they were sent. */
            bytes_in: number;
            /** @description Bytes of the bodies of the answers, as they were sent. */
            bytes_out: number;
        };
        /** @description Usage on one day. */
        CredentialUsageDay: {
            /**
             * Format: date
             * @description The day (UTC).
             */
            date: string;
        } & components["schemas"]["UsageCounts"];
        /** @description Usage in one hour. */
        CredentialUsageHour: {
            /**
             * Format: date-time
             * @description Start of the hour.
             */
            starts_at: string;
        } & components["schemas"]["UsageCounts"];
        /** @description Usage of one operation. */
        CredentialUsageOperation: {
            /** @description The operation, by its `operationId`. */
            operation_id: string;
        } & components["schemas"]["UsageCounts"];
        /** @description Usage of the operations that are meant for something. */
        CredentialUsageByUsage: {
            /** @description What they are meant for, such as `public`. */
            usage: string;
        } & components["schemas"]["UsageCounts"];
        /** @description Requests that were answered with a status. */
        CredentialUsageStatus: {
            /** @description The HTTP status. */
            status: number;
            /** @description How many requests. */
            requests: number;
        };
        /** @description What was asked for in a period, as a whole and by time, operation, usage and status. */
        UsageReport: {
            /** @description Who made the requests. */
            client_id: string;
            /**
             * Format: date
             * @description First day counted (UTC).
             */
            from: string;
            /**
             * Format: date
             * @description Last day counted (UTC).
             */
            to: string;
            /**
             * Format: date-time
             * @description When it was last used, to the minute; `null` when never.
             */
            last_used_at: string | null;
            /** @description Days with at least one request, in order. */
            days: components["schemas"]["CredentialUsageDay"][];
            /** @description Hours with at least one request, in order. Only with `granularity=hour`, and only of the last 32 days. */
            hours?: components["schemas"]["CredentialUsageHour"][];
            /** @description Operations with at least one request, the most used first. */
            operations: components["schemas"]["CredentialUsageOperation"][];
            /**
             * @description What the operations that were asked for are meant for (`x-usage` of the contract at that time), the most used
             *     first. An operation that is meant for several counts for each of them.
             */
            usages: components["schemas"]["CredentialUsageByUsage"][];
            /** @description Statuses that were answered, in order. 499 stands for a client that left before the answer was out. */
            statuses: components["schemas"]["CredentialUsageStatus"][];
        } & components["schemas"]["UsageCounts"];
        /** @description What a credential was used for in a period. */
        CredentialUsage: components["schemas"]["UsageReport"];
        /** @description Who did it. */
        AuditActor: {
            /** @description A person, a program, the platform itself, or `unknown`: somebody who did not prove who it was. New kinds can appear. */
            kind: ("user" | "client" | "system" | "unknown") | string;
            /** @description The person, also when a program acted in that person's name; `null` for the platform itself, and for `unknown`. */
            id: string | null;
            /** @description The credential that acted, `null` when none did. */
            client_id: string | null;
            /** @description The person whose token came in `X-User-Token`, beside the program's; `null` when there was none. */
            user_id: string | null;
        };
        /** @description Something that happened to a credential: a change, or an attempt to authenticate with it. Events are never changed, and outlive the credential. */
        AuditEvent: {
            /** @description Identifier of the event. */
            id: string;
            /** @description What happened. New kinds can appear. */
            type: ("credential.created" | "credential.updated" | "credential.suspended" | "credential.resumed" | "credential.extended" | "credential.revoked" | "credential.deleted" | "secret.created" | "secret.revoked" | "token.issued" | "token.refused" | "token.revoked" | "client.refused" | "attempts.limited") | string;
            /** @description How it ended. New values can appear. */
            outcome: ("success" | "failure") | string;
            /** @description Why it failed, such as `wrong_secret`, `revoked`, `expired` or `invalid_scope`; `null` when it did not. Whoever tried was not told as much. New reasons can appear. */
            reason: string | null;
            /** @description How often. Failures that are alike share an event: the first in a minute has one of its own, the others of that minute one together. */
            count: number;
            /**
             * Format: date-time
             * @description When; of several, the last.
             */
            occurred_at: string;
            /** @description The credential it happened to. */
            client_id: string;
            actor: components["schemas"]["AuditActor"];
            /** @description The request that did it, as in `X-Request-Id`; `null` for several, and for what no request did. */
            request_id: string | null;
            /** @description The address an attempt to authenticate came from, or the network of several; `null` for changes, and when there were too many to tell apart. */
            address: string | null;
            /** @description More about it, by kind of event. Never a secret. */
            details: {
                [key: string]: unknown;
            };
        };
        /** @description A page of events. */
        AuditEventPage: {
            data: components["schemas"]["AuditEvent"][];
        } & components["schemas"]["Page"];
        /** @description A named set of scopes for credentials. */
        PermissionSet: {
            /** @description Name to create a credential with. New ones can appear. */
            name: ("read_only" | "indicateurs_write" | "full_access" | "custom") | string;
            /** @description Title for people. */
            title: string;
            /** @description What it permits. */
            description: string;
            /** @description Its scopes; none for `custom`, where you list them. */
            scopes: string[];
        };
        /** @description All permission sets. */
        PermissionSetList: {
            data: components["schemas"]["PermissionSet"][];
        };
    };
    responses: {
        /** @description The request is not valid. Correct it before you send it again. */
        BadRequest: {
            headers: {
                "X-Request-Id": components["headers"]["XRequestId"];
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description No credential was sent, or it is not valid (any more). */
        Unauthorized: {
            headers: {
                "X-Request-Id": components["headers"]["XRequestId"];
                "WWW-Authenticate": components["headers"]["WWWAuthenticate"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The credential is valid and does not permit this. A new token does not help. */
        Forbidden: {
            headers: {
                "X-Request-Id": components["headers"]["XRequestId"];
                "WWW-Authenticate": components["headers"]["WWWAuthenticateScope"];
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The limit is used up. Wait for `Retry-After`. */
        TooManyRequests: {
            headers: {
                "X-Request-Id": components["headers"]["XRequestId"];
                "Retry-After": components["headers"]["RetryAfter"];
                RateLimit: components["headers"]["RateLimitExceeded"];
                "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description A fault of the service. */
        InternalServerError: {
            headers: {
                "X-Request-Id": components["headers"]["XRequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description A short interruption. Wait for `Retry-After`. */
        ServiceUnavailable: {
            headers: {
                "X-Request-Id": components["headers"]["XRequestId"];
                "Retry-After": components["headers"]["RetryAfter"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Nothing with this identifier exists, or it is not yours. */
        NotFound: {
            headers: {
                "X-Request-Id": components["headers"]["XRequestId"];
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The present state does not allow it. */
        Conflict: {
            headers: {
                "X-Request-Id": components["headers"]["XRequestId"];
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The body is too large. */
        PayloadTooLarge: {
            headers: {
                "X-Request-Id": components["headers"]["XRequestId"];
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The media type of the body is not supported. */
        UnsupportedMediaType: {
            headers: {
                "X-Request-Id": components["headers"]["XRequestId"];
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The request is well formed and cannot be carried out. Nothing was written. */
        UnprocessableContent: {
            headers: {
                "X-Request-Id": components["headers"]["XRequestId"];
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The request is not valid, or the grant is refused. */
        OAuthBadRequest: {
            headers: {
                "X-Request-Id": components["headers"]["XRequestId"];
                "Cache-Control": components["headers"]["NoStore"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["OAuthError"];
            };
        };
        /** @description Client authentication failed. The answer is the same whatever the reason. */
        OAuthUnauthorized: {
            headers: {
                "X-Request-Id": components["headers"]["XRequestId"];
                "Cache-Control": components["headers"]["NoStore"];
                "WWW-Authenticate": components["headers"]["WWWAuthenticateBasic"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["OAuthError"];
            };
        };
        /** @description The limit is used up. Wait for `Retry-After`. */
        OAuthTooManyRequests: {
            headers: {
                "X-Request-Id": components["headers"]["XRequestId"];
                "Retry-After": components["headers"]["RetryAfter"];
                RateLimit: components["headers"]["RateLimitExceeded"];
                "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["OAuthError"];
            };
        };
        /** @description A fault of the service. */
        OAuthServerError: {
            headers: {
                "X-Request-Id": components["headers"]["XRequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["OAuthError"];
            };
        };
        /** @description A short interruption. Wait for `Retry-After`. */
        OAuthUnavailable: {
            headers: {
                "X-Request-Id": components["headers"]["XRequestId"];
                "Retry-After": components["headers"]["RetryAfter"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["OAuthError"];
            };
        };
        /** @description A page for the person. The request is not valid, and nothing in it says where to return to. */
        SignInRefused: {
            headers: {
                "X-Request-Id": components["headers"]["XRequestId"];
                "Cache-Control": components["headers"]["NoStore"];
                [name: string]: unknown;
            };
            content: {
                /** @example <!doctype html><title>This request cannot be answered</title> */
                "text/html": string;
            };
        };
        /** @description The request does not say how long its body is. Send `Content-Length`. */
        OAuthLengthRequired: {
            headers: {
                "X-Request-Id": components["headers"]["XRequestId"];
                "Cache-Control": components["headers"]["NoStore"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["OAuthError"];
            };
        };
        /** @description The body is longer than 4096 bytes. */
        OAuthPayloadTooLarge: {
            headers: {
                "X-Request-Id": components["headers"]["XRequestId"];
                "Cache-Control": components["headers"]["NoStore"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["OAuthError"];
            };
        };
        /** @description The client is authenticated and may not do this. */
        OAuthForbidden: {
            headers: {
                "X-Request-Id": components["headers"]["XRequestId"];
                "Cache-Control": components["headers"]["NoStore"];
                "WWW-Authenticate": components["headers"]["WWWAuthenticateScope"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["OAuthError"];
            };
        };
    };
    parameters: {
        /** @description Number of the page, from 1. */
        page: number;
        /** @description Items on a page. */
        limit: number;
        /**
         * @description Identifier of the collectivite.
         * @example 3812
         */
        collectiviteId: number;
        /**
         * @description Identifiers of indicators, separated by commas or repeated: at most 50, else 400.
         * @example [
         *       12,
         *       15
         *     ]
         */
        indicateurIds: number[];
        /**
         * @description A value of your choice, unique per intended write (a UUID does). The same key with the same body within 24 hours
         *     repeats the first answer without writing again, minus any secret in it; with another body it answers 422.
         * @example 5f0c7c1e-52a3-4a55-8a44-6c1a54a2f0a1
         */
        IdempotencyKey: string;
        /**
         * @description Identifier of the credential.
         * @example cl_7Qm2Xr9TfK4b
         */
        client_id: string;
        /**
         * @description Identifier of the secret.
         * @example sec_5Jw8Zd3Hn6Vq
         */
        secret_id: string;
        /** @description First day to count (UTC). Default 30 days before `to`. */
        usageFrom: string;
        /** @description Last day to count (UTC), at most 365 days after `from`. Default today. */
        usageTo: string;
        /** @description `hour` adds the hours to the days. */
        usageGranularity: "day" | "hour";
    };
    requestBodies: never;
    headers: {
        /**
         * @description Identifier of this request. Quote it when you ask for help.
         * @example 01JD7Z0W8Q4M3T5N6P7R8S9V0X
         */
        XRequestId: string;
        /**
         * @description What remains of the limit (`r`, requests) and when it is whole again (`t`, seconds).
         * @example "default";r=598;t=42
         */
        RateLimit: string;
        /**
         * @description The limit that applies (`q`, requests) and its window (`w`, seconds).
         * @example "default";q=600;w=60
         */
        RateLimitPolicy: string;
        /**
         * @description How to authenticate, and what was wrong (RFC 6750 section 3).
         * @example Bearer realm="guichet", error="invalid_token", error_description="The token has expired"
         */
        WWWAuthenticate: string;
        /**
         * @description Which scope is missing (RFC 6750 section 3.1). A new token without it does not help.
         * @example Bearer realm="guichet", error="insufficient_scope", scope="indicateurs.valeurs.read"
         */
        WWWAuthenticateScope: string;
        /**
         * @description Seconds to wait before the next try (RFC 9110 section 10.2.3).
         * @example 42
         */
        RetryAfter: number;
        /**
         * @description Nothing remains of the limit (`r`, requests) until it is whole again (`t`, seconds).
         * @example "default";r=0;t=42
         */
        RateLimitExceeded: string;
        /**
         * @description `true` when this repeats the answer to an earlier request with the same `Idempotency-Key`.
         * @example false
         */
        IdempotentReplayed: boolean;
        /**
         * @description The answer carries a secret or a token and must not be kept by any cache.
         * @example no-store
         */
        NoStore: "no-store";
        /**
         * @description How a client authenticates (RFC 6749 section 5.2).
         * @example Basic realm="guichet"
         */
        WWWAuthenticateBasic: string;
        /**
         * @description The sign-in page, or your `redirect_uri` with `code` and `state`, or with `error`.
         * @example https://dashboard.example/callback?code=SplxlOBeZQQYbYS6WxSbIA&state=af0ifjsldkj
         */
        RedirectLocation: string;
        /**
         * @description URL of what was created.
         * @example /api/v1/credentials/cl_7Qm2Xr9TfK4b
         */
        Location: string;
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    "collectivites.list": {
        parameters: {
            query?: {
                /** @description Part of the name. Case and accents do not matter. */
                nom?: string;
                /** @description Kind of collectivite. */
                type?: components["schemas"]["CollectiviteType"];
                /** @description SIREN number (nine digits). */
                siren?: string;
                /** @description Number of the page, from 1. */
                page?: components["parameters"]["page"];
                /** @description Items on a page. */
                limit?: components["parameters"]["limit"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of collectivites. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["XRequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CollectivitePage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "collectivites.get": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Identifier of the collectivite.
                 * @example 3812
                 */
                collectiviteId: components["parameters"]["collectiviteId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The collectivite. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["XRequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Collectivite"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "collectivites.labellisations.list": {
        parameters: {
            query?: {
                /** @description Only collectivites that have or had a labellisation in this referentiel. */
                referentiel?: "cae" | "eci" | "te";
                /** @description Only collectivites with a labellisation in force of at least that many stars. */
                etoilesMin?: number;
                /** @description Number of the page, from 1. */
                page?: components["parameters"]["page"];
                /** @description Items on a page. */
                limit?: components["parameters"]["limit"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of collectivites with their labellisations. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["XRequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CollectiviteLabellisationsPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "indicateurs.definitions.list": {
        parameters: {
            query?: {
                /** @description Only the indicator with this identifier in its referentiel, such as `cae_2.a`. */
                identifiantReferentiel?: string;
                /** @description Only indicators of this referentiel. */
                referentiel?: "cae" | "eci" | "te";
                /** @description Number of the page, from 1. */
                page?: components["parameters"]["page"];
                /** @description Items on a page. */
                limit?: components["parameters"]["limit"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of definitions. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["XRequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IndicateurDefinitionPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "indicateurs.valeurs.list": {
        parameters: {
            query: {
                /**
                 * @description The collectivite. It must be among the resources of your credential.
                 * @example 3812
                 */
                collectiviteId: number;
                /**
                 * @description Identifiers of indicators, separated by commas or repeated: at most 50, else 400.
                 * @example [
                 *       12,
                 *       15
                 *     ]
                 */
                indicateurIds: components["parameters"]["indicateurIds"];
                /**
                 * @description Only these sources, separated by commas. Default all.
                 * @example [
                 *       "collectivite",
                 *       "citepa"
                 *     ]
                 */
                sources?: string[];
                /** @description Only values whose `dateValeur` is this date or later. */
                dateDebut?: string;
                /** @description Only values whose `dateValeur` is this date or earlier. */
                dateFin?: string;
                /** @description Only values whose `modifiedAt` is this instant or later, removed ones included. */
                modifieDepuis?: string;
                /** @description Number of the page, from 1. */
                page?: components["parameters"]["page"];
                /** @description Items on a page. */
                limit?: components["parameters"]["limit"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of values. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["XRequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IndicateurValeursPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "indicateurs.valeurs.upsert": {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A value of your choice, unique per intended write (a UUID does). The same key with the same body within 24 hours
                 *     repeats the first answer without writing again, minus any secret in it; with another body it answers 422.
                 * @example 5f0c7c1e-52a3-4a55-8a44-6c1a54a2f0a1
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ValeursUpsertRequest"];
            };
        };
        responses: {
            /** @description The values as they are now, in the order of the request. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["XRequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Idempotent-Replayed": components["headers"]["IdempotentReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValeursUpsertResult"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "utilisateur.get": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The person. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["XRequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Utilisateur"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "oauth.token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/x-www-form-urlencoded": components["schemas"]["TokenRequest"];
            };
        };
        responses: {
            /** @description A token. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["XRequestId"];
                    "Cache-Control": components["headers"]["NoStore"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenResponse"];
                };
            };
            400: components["responses"]["OAuthBadRequest"];
            401: components["responses"]["OAuthUnauthorized"];
            429: components["responses"]["OAuthTooManyRequests"];
            500: components["responses"]["OAuthServerError"];
            503: components["responses"]["OAuthUnavailable"];
        };
    };
    "oauth.authorize": {
        parameters: {
            query: {
                /** @description Only `code`. */
                response_type: "code";
                /** @description Identifier of the client. */
                client_id: string;
                /** @description Where to return to, exactly as registered. */
                redirect_uri: string;
                /** @description Scopes asked for, separated by spaces. */
                scope?: string;
                /** @description A value of your choice that comes back unchanged. */
                state?: string;
                /** @description SHA-256 of the PKCE verifier, base64url. */
                code_challenge: string;
                /** @description Only `S256`. */
                code_challenge_method: "S256";
                /** @description The API the token is for (RFC 8707). Default this API. */
                resource?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description On to the sign-in page, or back to `redirect_uri`. */
            303: {
                headers: {
                    "X-Request-Id": components["headers"]["XRequestId"];
                    Location: components["headers"]["RedirectLocation"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["SignInRefused"];
            414: components["responses"]["SignInRefused"];
            429: components["responses"]["OAuthTooManyRequests"];
            500: components["responses"]["OAuthServerError"];
            503: components["responses"]["OAuthUnavailable"];
        };
    };
    "oauth.deviceAuthorization": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/x-www-form-urlencoded": components["schemas"]["DeviceAuthorizationRequest"];
            };
        };
        responses: {
            /** @description The codes. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["XRequestId"];
                    "Cache-Control": components["headers"]["NoStore"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeviceAuthorization"];
                };
            };
            400: components["responses"]["OAuthBadRequest"];
            401: components["responses"]["OAuthUnauthorized"];
            411: components["responses"]["OAuthLengthRequired"];
            413: components["responses"]["OAuthPayloadTooLarge"];
            429: components["responses"]["OAuthTooManyRequests"];
            500: components["responses"]["OAuthServerError"];
            503: components["responses"]["OAuthUnavailable"];
        };
    };
    "oauth.revoke": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/x-www-form-urlencoded": components["schemas"]["TokenRevocationRequest"];
            };
        };
        responses: {
            /** @description The token does not work (any more). */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["OAuthBadRequest"];
            401: components["responses"]["OAuthUnauthorized"];
            403: components["responses"]["OAuthForbidden"];
            429: components["responses"]["OAuthTooManyRequests"];
            500: components["responses"]["OAuthServerError"];
            503: components["responses"]["OAuthUnavailable"];
        };
    };
    "oauth.introspect": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/x-www-form-urlencoded": components["schemas"]["TokenIntrospectionRequest"];
            };
        };
        responses: {
            /** @description What is known of the token. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["XRequestId"];
                    "Cache-Control": components["headers"]["NoStore"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenIntrospection"];
                };
            };
            400: components["responses"]["OAuthBadRequest"];
            401: components["responses"]["OAuthUnauthorized"];
            403: components["responses"]["OAuthForbidden"];
            429: components["responses"]["OAuthTooManyRequests"];
            500: components["responses"]["OAuthServerError"];
            503: components["responses"]["OAuthUnavailable"];
        };
    };
    "oauth.metadata": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The metadata. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuthorizationServerMetadata"];
                };
            };
            429: components["responses"]["OAuthTooManyRequests"];
            500: components["responses"]["OAuthServerError"];
            503: components["responses"]["OAuthUnavailable"];
        };
    };
    "oauth.jwks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The keys. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JsonWebKeySet"];
                };
            };
            429: components["responses"]["OAuthTooManyRequests"];
            500: components["responses"]["OAuthServerError"];
            503: components["responses"]["OAuthUnavailable"];
        };
    };
    "credentials.list": {
        parameters: {
            query?: {
                /** @description Only credentials in this state. */
                status?: "active" | "suspended" | "expired" | "revoked";
                /** @description Only credentials for this environment. */
                environment?: components["schemas"]["CredentialEnvironment"];
                /** @description Number of the page, from 1. */
                page?: components["parameters"]["page"];
                /** @description Items on a page. */
                limit?: components["parameters"]["limit"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of credentials. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["XRequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CredentialPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "credentials.create": {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A value of your choice, unique per intended write (a UUID does). The same key with the same body within 24 hours
                 *     repeats the first answer without writing again, minus any secret in it; with another body it answers 422.
                 * @example 5f0c7c1e-52a3-4a55-8a44-6c1a54a2f0a1
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CredentialCreateRequest"];
            };
        };
        responses: {
            /** @description The credential and its secret. */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["XRequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Cache-Control": components["headers"]["NoStore"];
                    Location: components["headers"]["Location"];
                    "Idempotent-Replayed": components["headers"]["IdempotentReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CredentialCreated"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "credentials.get": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Identifier of the credential.
                 * @example cl_7Qm2Xr9TfK4b
                 */
                client_id: components["parameters"]["client_id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The credential. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["XRequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Credential"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "credentials.delete": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Identifier of the credential.
                 * @example cl_7Qm2Xr9TfK4b
                 */
                client_id: components["parameters"]["client_id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The credential is gone. */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["XRequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "credentials.update": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Identifier of the credential.
                 * @example cl_7Qm2Xr9TfK4b
                 */
                client_id: components["parameters"]["client_id"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CredentialUpdateRequest"];
            };
        };
        responses: {
            /** @description The credential as it is now. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["XRequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Credential"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "credentials.secrets.list": {
        parameters: {
            query?: {
                /** @description Number of the page, from 1. */
                page?: components["parameters"]["page"];
                /** @description Items on a page. */
                limit?: components["parameters"]["limit"];
            };
            header?: never;
            path: {
                /**
                 * @description Identifier of the credential.
                 * @example cl_7Qm2Xr9TfK4b
                 */
                client_id: components["parameters"]["client_id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of secrets. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["XRequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CredentialSecretPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "credentials.secrets.create": {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A value of your choice, unique per intended write (a UUID does). The same key with the same body within 24 hours
                 *     repeats the first answer without writing again, minus any secret in it; with another body it answers 422.
                 * @example 5f0c7c1e-52a3-4a55-8a44-6c1a54a2f0a1
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description Identifier of the credential.
                 * @example cl_7Qm2Xr9TfK4b
                 */
                client_id: components["parameters"]["client_id"];
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["CredentialSecretCreateRequest"];
            };
        };
        responses: {
            /** @description The new secret. */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["XRequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Cache-Control": components["headers"]["NoStore"];
                    "Idempotent-Replayed": components["headers"]["IdempotentReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CredentialSecretCreated"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "credentials.secrets.delete": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Identifier of the credential.
                 * @example cl_7Qm2Xr9TfK4b
                 */
                client_id: components["parameters"]["client_id"];
                /**
                 * @description Identifier of the secret.
                 * @example sec_5Jw8Zd3Hn6Vq
                 */
                secret_id: components["parameters"]["secret_id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The secret does not work any more. */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["XRequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "credentials.revoke": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Identifier of the credential.
                 * @example cl_7Qm2Xr9TfK4b
                 */
                client_id: components["parameters"]["client_id"];
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["CredentialRevokeRequest"];
            };
        };
        responses: {
            /** @description The credential, revoked. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["XRequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Credential"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "credentials.extend": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Identifier of the credential.
                 * @example cl_7Qm2Xr9TfK4b
                 */
                client_id: components["parameters"]["client_id"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CredentialExtendRequest"];
            };
        };
        responses: {
            /** @description The credential as it is now. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["XRequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Credential"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableContent"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "credentials.usage.get": {
        parameters: {
            query?: {
                /** @description First day to count (UTC). Default 30 days before `to`. */
                from?: components["parameters"]["usageFrom"];
                /** @description Last day to count (UTC), at most 365 days after `from`. Default today. */
                to?: components["parameters"]["usageTo"];
                /** @description `hour` adds the hours to the days. */
                granularity?: components["parameters"]["usageGranularity"];
            };
            header?: never;
            path: {
                /**
                 * @description Identifier of the credential.
                 * @example cl_7Qm2Xr9TfK4b
                 */
                client_id: components["parameters"]["client_id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The usage. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["XRequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CredentialUsage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "credentials.auditEvents.list": {
        parameters: {
            query?: {
                /** @description Number of the page, from 1. */
                page?: components["parameters"]["page"];
                /** @description Items on a page. */
                limit?: components["parameters"]["limit"];
            };
            header?: never;
            path: {
                /**
                 * @description Identifier of the credential.
                 * @example cl_7Qm2Xr9TfK4b
                 */
                client_id: components["parameters"]["client_id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of events. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["XRequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditEventPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    "permissionSets.list": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All permission sets. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["XRequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PermissionSetList"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
}
