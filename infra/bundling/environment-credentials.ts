import { fromEnv } from '@aws-sdk/credential-provider-env';

/**
 * Stands in for the SDK's default provider chain inside a bundle. A Lambda function is given its credentials in its
 * environment and nowhere else: profiles, SSO, instance metadata and web identity are weight it loads on every cold start.
 */
export const defaultProvider = () => fromEnv();
