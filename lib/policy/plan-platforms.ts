/** The platforms that tell an app when a user takes an authorisation back or closes the account. */
export const PLATFORMS = ['wechat', 'tiktok', 'kuaishou', 'cognito'] as const;

export type Platform = (typeof PLATFORMS)[number];

/** An app, client or user pool whose notices count for a policy. */
export interface PlanPlatform {
  readonly platform: Platform;
  /** WeChat AppID, TikTok `client_key`, Kuaishou `app_id`, Cognito user pool id. */
  readonly app: string;
  readonly policy: string;
  /** Its secrets, encrypted under the deployment's key for them, base64. Null for Cognito, which signs nothing. */
  readonly secret: string | null;
  /** The platform's own word (a scope, a plug-in's AppID) → permission or plug-in of the policy, or `all`. */
  readonly scopes: Readonly<Record<string, string>>;
  /** Which of WeChat's two ids the data is kept under. */
  readonly subject: 'OpenID' | 'OpenPID';
}
