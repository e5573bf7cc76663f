// This file is generated from the contract. Do not edit.

/** Where the client-credentials grant is asked for, relative to the API's origin. */
export const tokenUrl = "/oauth/token";

/** Where the API starts at its origin; paths of operations hold it already. */
export const apiPath: string = "/api/v1";

/** Version of this package. */
export const version = "0.1.0";
