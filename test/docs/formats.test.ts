import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { policyFiles } from '../../infra/expunge-app.ts';
import { readPlan } from '../../infra/plan-files.ts';
import { formatCertificate, receiptsDigest, verifyCertificate } from '../../lib/evidence/certificate/index.ts';
import { createEpochKey } from '../../lib/evidence/epochs/index.ts';
import { packPage, parsePage, receiptId } from '../../lib/evidence/index.ts';
import { commit } from '../../lib/evidence/log/commitment.ts';
import { parseVkey } from '../../lib/evidence/log/note-key.ts';
import { statementPage } from '../../lib/evidence/statement-page.ts';
import { createReferencer, parseEvent, shardOf } from '../../lib/registry/index.ts';
import { plannedSortKey } from '../../lib/registry/keys.ts';
import { timerStart } from '../../lib/retention/index.ts';

const text = readFileSync(new URL('../../docs/formats.md', import.meta.url), 'utf8');
const examples = [...text.matchAll(/```json\n(.*?)```/gs)].map(([, json = '']) => JSON.parse(json));
const KEY = new Uint8Array(32).fill(1);
const NOW = Date.parse('2026-11-23T02:01:00Z');

describe('docs/formats.md', () => {
  it('gives references as they are derived', () => {
    const referencer = createReferencer(KEY);
    const ref = referencer.subject('weidandan', 'u-1001');
    expect(text).toContain(`\`${ref}\`, shard ${shardOf(ref, 64)} of 64`);
    expect(text).toContain(`\`${referencer.record('weidandan-submissions', '{"submission_id":{"S":"s-1"}}')}\``);
    expect(text).toContain(
      `closure \`closure-1\` of policy \`weidandan\` | \`${referencer.case('weidandan', 'closure-1')}\``,
    );
    const epoch = createEpochKey('2026', KEY);
    expect(text).toContain(`\`${epoch.reference('weidandan', 'u-1001').ref}\``);
    const salt = epoch.bindingSalt(referencer.case('weidandan', 'closure-1'));
    expect(text).toContain(`\`${Buffer.from(salt).toString('hex')}\``);
  });

  it('gives a timer as it is written, and the id of a receipt of its cluster', () => {
    const startAt = timerStart(Date.parse('2027-05-22T03:10:00Z'), 86_400);
    const ref = createReferencer(KEY).subject('weidandan', 'u-1001');
    const cluster = { ref, dataset: 'weidandan-logs', rule: 'service-logs' };
    expect(text).toContain(`\n${plannedSortKey({ action: 'delete', startAt, ...cluster })}\n`);
    const id = receiptId('delete-59-1042-q3XKf1aZ', cluster);
    expect(text).toContain(`\`${id}\``);
    expect(examples.find((one) => one.format === 'expunge-receipt/1').id).toBe(id);
  });

  it('gives events that are understood', () => {
    const incoming = examples.filter((one) => 'time' in one);
    const types = incoming.map((one) => parseEvent(JSON.stringify(one), NOW).type);
    expect(types).toEqual([
      'AccountClosed',
      'ConsentWithdrawn',
      'PreconditionsMet',
      'ConsentGiven',
      'RecipientConfirmed',
      'PersonalDataStored',
      'ObjectCreated',
    ]);
  });

  it('gives a receipt that passes over the queue, and its commitment', () => {
    const receipt = examples.find((one) => one.format === 'expunge-receipt/1');
    const name = 'delete-59-1042-q3XKf1aZ';
    const page = { format: 'expunge-receipts/1', page: name, family: name, receipts: [receipt] } as const;
    expect(parsePage(JSON.stringify(packPage(page)))).toEqual(page);
    expect(text).toContain(`\`${name}\``);
    const commitment = Buffer.from(commit(receipt, new Uint8Array(32).fill(2))).toString('hex');
    expect(text).toContain(`For the receipt above and a salt of 32 bytes \`02\`: \`${commitment}\``);
  });

  it('gives a statement that passes over the queue on a page of its own', () => {
    const { evidence } = examples.find((one) => one.format === 'expunge-certificate/1').statement;
    const page = statementPage(evidence);
    expect(parsePage(JSON.stringify(packPage(page)))).toEqual(page);
    expect(text).toContain(`\`${page.page}\``);
  });

  it('gives a certificate that holds under its key and for its subject, and its digests', async () => {
    const certificate = examples.find((one) => one.format === 'expunge-certificate/1');
    const [, vkey = ''] = /\n(expunge\.example\S+\+[0-9a-f]{8}\+\S+)\n/.exec(text) ?? [];
    const file = formatCertificate(certificate);
    const verdict = await verifyCertificate(file, [parseVkey(vkey)], { subject: 'u-1001' });
    expect(verdict).toMatchObject({ ok: true, problems: [], stage: 'final' });
    expect(text).toContain(`Of no receipts at all: \`${receiptsDigest([])}\``);
  });

  it('gives a dataset as the compiler makes it', () => {
    const { plan } = readPlan({ policies: policyFiles(), inventory: 'examples/five-apps/inventory.yaml' });
    const example = examples.find((one) => one.id === 'weidandan-accounts');
    expect(example).toEqual(plan.datasets['weidandan-accounts']);
  });
});
