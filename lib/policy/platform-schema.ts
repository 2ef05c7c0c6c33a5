import * as z from 'zod';
import { PLATFORMS } from './plan-platforms.ts';
import { id, text } from './vocabulary.ts';

/** One entry under `platforms` of the inventory. */
export const platformSchema = z
  .strictObject({
    platform: z.enum(PLATFORMS).meta({ description: 'Who tells.' }),
    app: text.meta({
      description: 'WeChat AppID, TikTok client_key, Kuaishou app_id, or the id of a Cognito user pool.',
    }),
    policy: id.meta({ description: 'The policy its users’ data is under.' }),
    secret: z
      .strictObject({
        kmsCiphertext: text.meta({
          description: 'What the app shares with the platform, encrypted under the deployment’s key for it.',
        }),
      })
      .optional()
      .meta({ description: 'Never in clear text. docs/security.md says how it is made. None for Cognito.' }),
    scopes: z
      .record(text, z.union([id, z.literal('all')]))
      .optional()
      .meta({
        description:
          'The platform’s own word (a scope of Kuaishou, the AppID of a WeChat plug-in) → permission or plug-in of the policy, or `all`.',
      }),
    subject: z.enum(['OpenID', 'OpenPID']).optional().meta({
      description: 'WeChat: which id the data is kept under. Default: OpenID; OpenPID for the app of a plug-in.',
    }),
  })
  .meta({ description: 'An app whose platform tells when a user takes something back.' });

export type PlatformText = z.infer<typeof platformSchema>;
