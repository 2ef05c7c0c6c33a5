import type { PlanPlatform } from './plan-platforms.ts';
import type { PlatformText } from './platform-schema.ts';
import type { ReadInventory } from './read-inventory.ts';
import type { ReadPolicy } from './read-policy.ts';
import type { Report } from './report.ts';
import type { Path } from './source.ts';

/** The apps as the plan carries them, in order; what is wrong with them is reported. */
export function planPlatforms(
  { file, report }: ReadInventory,
  policies: ReadonlyMap<string, ReadPolicy>,
  files: readonly ReadPolicy[],
): PlanPlatform[] {
  const seen = new Set<string>();
  // One that could not be read has been reported, and may be the one that is named.
  const allRead = files.every((policy) => policy.file !== null);
  const planned = (file?.platforms ?? []).map((entry, index) => {
    const path = ['platforms', index];
    const policy = policies.get(entry.policy);
    if (policy === undefined) {
      if (!allRead) return { key: '', entry: entryOf(entry) };
      report.error('INVENTORY_INVALID', [...path, 'policy'], {
        message: `there is no policy \`${entry.policy}\``,
        remedy: 'write the id of one of the policies that are compiled with this inventory',
      });
    } else checkScopes(entry, policy, path, report);
    checkSecret(entry, path, report);
    if (entry.subject !== undefined && entry.platform !== 'wechat') {
      report.error('INVENTORY_INVALID', [...path, 'subject'], {
        part: 'key',
        message: `${entry.platform} has one id for a user, and no choice of it`,
        remedy: 'take `subject` out',
      });
    }
    const key = [entry.platform, entry.app, entry.policy].join(' ');
    if (seen.has(key)) {
      report.error('INVENTORY_INVALID', path, {
        message: `app \`${entry.app}\` stands here twice for policy \`${entry.policy}\``,
        remedy: 'keep one of the two',
      });
    }
    seen.add(key);
    return { key, entry: entryOf(entry) };
  });
  return planned.sort((a, b) => (a.key < b.key ? -1 : 1)).map(({ entry }) => entry);
}

const entryOf = ({ platform, app, policy, secret, scopes = {}, subject = 'OpenID' }: PlatformText): PlanPlatform => ({
  platform,
  app,
  policy,
  secret: secret?.kmsCiphertext ?? null,
  scopes: Object.fromEntries(Object.entries(scopes).sort(([a], [b]) => (a < b ? -1 : 1))),
  subject,
});

/** As `aws kms encrypt` prints it. */
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

function checkSecret({ platform, secret }: PlatformText, path: Path, report: Report): void {
  if (secret !== undefined && !BASE64.test(secret.kmsCiphertext)) {
    // Not quoted: it may be the secret itself.
    report.error('INVENTORY_INVALID', [...path, 'secret', 'kmsCiphertext'], {
      message: `the secret of this ${platform} app is not base64, so nothing that KMS encrypted`,
      remedy: 'encrypt it as docs/security.md says, and take it for known if it stands here in clear text',
    });
  }
  if ((platform === 'cognito') === (secret === undefined)) return;
  report.error('INVENTORY_INVALID', secret === undefined ? path : [...path, 'secret'], {
    part: 'key',
    message:
      secret === undefined
        ? `without the secret of this ${platform} app nobody can tell its notices from forged ones`
        : 'Cognito signs nothing: AWS itself says what was called',
    remedy:
      secret === undefined ? 'add `secret: { kmsCiphertext: … }`; docs/security.md says how' : 'take `secret` out',
  });
}

function checkScopes({ scopes = {}, policy }: PlatformText, { file }: ReadPolicy, path: Path, report: Report): void {
  const known = [...Object.keys(file?.permissions ?? {}), ...Object.keys(file?.plugins ?? {}), 'all'];
  for (const [word, target] of Object.entries(scopes)) {
    if (known.includes(target)) continue;
    report.error('INVENTORY_INVALID', [...path, 'scopes', word], {
      message: `policy \`${policy}\` has no permission and no plug-in \`${target}\``,
      remedy: `write one of ${known.map((one) => `\`${one}\``).join(', ')}`,
    });
  }
}
