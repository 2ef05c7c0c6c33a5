import { describe, expect, it } from 'vitest';
import type { ErrorCode } from '../../lib/errors.ts';
import { compile } from '../../lib/policy/index.ts';
import { edit, files, INVENTORY, POLICY, print } from './sample.ts';

/** What people get wrong. Each: what is changed in the sample, and the code. What they read lies in `golden/`. */
type Change = readonly [from: string, to: string];
interface Case {
  readonly policy?: Change;
  readonly inventory?: Change;
  readonly code: ErrorCode;
}

/** Adds the receivers of orders, who are other people than those who ordered. */
const RECEIVER = '{ index: by-receiver, attribute: receiver_id }';
const receivers = (of: string, subject = RECEIVER, field = 'receiver_mobile', how = 'remove', category = 'phone') =>
  [
    '  uploads:\n    policy: shop',
    `  receivers:
    policy: shop
    ${of}
    store: { dynamodb: { table: orders, partitionKey: order_id, sortKey: line, subject: ${subject} } }
    times: { collected: created_at }
    category: ${category}
    fields: { ${field}: { anonymise: ${how} } }
    copies: none
  uploads:
    policy: shop`,
  ] as const;
const ORDERS_STORE = 'subject: { index: by-user, attribute: user_id }';

/** Another trigger beside the sample's own. */
const trigger = (kind: string, more = ''): Change => [
  '    covers: all\n',
  `    covers: all\n  ${kind}:\n    clause: { at: "2", quote: on request }\n    deadline: 15 days\n    deadlineFrom: receipt\n    covers: all\n${more === '' ? '' : `    ${more}\n`}`,
];
const beforeRules = (section: string): Change => ['rules:\n', `${section}\nrules:\n`];

const CASES: Record<string, Case> = {
  // the form of a policy
  'policy-broken-yaml': { policy: ['rules:\n', 'rules: [\n'], code: 'POLICY_INVALID' },
  'policy-duplicate-key': {
    policy: ['source: shop.txt', 'source: shop.txt\nsource: other.txt'],
    code: 'POLICY_INVALID',
  },
  'policy-proto-key': { policy: ['  phone:\n    term', '  __proto__:\n    term'], code: 'POLICY_INVALID' },
  'policy-unknown-key': { policy: ['controller:', 'controler:'], code: 'POLICY_INVALID' },
  'policy-unknown-key-in-rule': { policy: ['    window: 6 hours', '    windows: 6 hours'], code: 'POLICY_INVALID' },
  'policy-unknown-key-in-clause': { policy: ['quote: your orders', 'qoute: your orders'], code: 'POLICY_INVALID' },
  'policy-unknown-trigger': { policy: ['  AccountClosed:', '  AccountCancelled:'], code: 'POLICY_INVALID' },
  'policy-clause-without-quote': { policy: [', quote: your orders', ''], code: 'POLICY_INVALID' },
  'policy-clause-as-number': { policy: ['at: "2.3"', 'at: 2.30'], code: 'POLICY_INVALID' },
  'policy-missing-clause': { policy: ['    clause: { at: "2.3", quote: your orders }\n', ''], code: 'POLICY_INVALID' },
  'policy-wrong-word': { policy: ['sensitivity: sensitive', 'sensitivity: secret'], code: 'POLICY_INVALID' },
  'policy-bad-id': { policy: ['policy: shop', 'policy: Shop!'], code: 'POLICY_INVALID' },
  'policy-bad-category-name': { policy: ['  clipboard:', '  Clip_Board:'], code: 'POLICY_INVALID' },
  'policy-bad-date': { policy: ['effective: 2026-01-01', 'effective: 2026-02-30'], code: 'POLICY_INVALID' },
  'policy-bad-zone': { policy: ['Asia/Shanghai', 'Asia/Shangai'], code: 'POLICY_INVALID' },
  'policy-start-unknown': { policy: ['start: transaction completed\n', 'start: bought\n'], code: 'POLICY_INVALID' },
  // decisions
  'decision-open': { policy: ['value: collected', 'value: null'], code: 'POLICY_DECISION_OPEN' },
  'decision-left-empty': { policy: ['value: collected', 'value:'], code: 'POLICY_DECISION_OPEN' },
  'decision-without-author': { policy: ['    by: operator\n    on: 2026-01-02\n', ''], code: 'POLICY_INVALID' },
  'decision-unknown': {
    policy: ['{ decision: start-of-period }', '{ decision: start-of-180-days }'],
    code: 'POLICY_INVALID',
  },
  'decision-of-the-wrong-kind': { policy: ['value: collected', 'value: yesterday'], code: 'POLICY_INVALID' },
  'silent-clause-without-decision': {
    policy: ['{ at: "6.3", quote: within 15 working days }', '{ at: "6", silent: true }'],
    code: 'POLICY_INVALID',
  },
  // rules
  'period-shorter-than-floor': { policy: ['period: 37 months', 'period: 180 days'], code: 'POLICY_CONFLICT' },
  'period-six-months-in-days': {
    policy: ['    window: 6 hours', '    floor: { period: 6 months, start: collected, law: Cybersecurity Law }'],
    code: 'POLICY_CONFLICT',
  },
  'floor-in-working-days': {
    policy: ['floor: { period: 3 years', 'floor: { period: 30 working days CN'],
    code: 'PERIOD_INVALID',
  },
  'floor-under-the-law': {
    policy: ['floor: { period: 3 years', 'floor: { period: 2 years'],
    code: 'POLICY_CONFLICT',
  },
  'floor-from-another-start': {
    policy: [
      'floor: { period: 3 years, start: transaction completed',
      'floor: { period: 3 years, start: account closed',
    ],
    code: 'POLICY_CONFLICT',
  },
  'period-unreadable': { policy: ['period: 180 days', 'period: half a year'], code: 'PERIOD_INVALID' },
  'period-without-start': { policy: ['    start: { decision: start-of-period }\n', ''], code: 'POLICY_INVALID' },
  'period-for-ever': { policy: ['covers: all', 'covers: [short, transactions]'], code: 'POLICY_CONFLICT' },
  'window-unreadable': { policy: ['window: 6 hours', 'window: 1 month'], code: 'PERIOD_INVALID' },
  'window-too-long': { policy: ['period: none', 'period: none\n    window: 367 days'], code: 'PERIOD_INVALID' },
  'window-longer-than-period': { policy: ['window: 6 hours', 'window: 180 days'], code: 'POLICY_CONFLICT' },
  'category-with-two-rules': {
    policy: ['categories: [orders]', 'categories: [orders, phone]'],
    code: 'POLICY_CONFLICT',
  },
  'category-named-twice': { policy: ['categories: [orders]', 'categories: [orders, orders]'], code: 'POLICY_CONFLICT' },
  'category-without-rule': { policy: ['    stored: false\n', ''], code: 'POLICY_INVALID' },
  'category-unknown': { policy: ['categories: [orders]', 'categories: [orders, constructor]'], code: 'POLICY_INVALID' },
  'category-prohibited': { policy: ['term: Contacts', 'term: Orders'], code: 'POLICY_CONFLICT' },
  'trigger-covers-unknown-rule': { policy: ['covers: all', 'covers: [account-life, shortt]'], code: 'POLICY_INVALID' },
  'trigger-from-preconditions': {
    policy: ['deadlineFrom: receipt', 'deadlineFrom: preconditions met'],
    code: 'POLICY_CONFLICT',
  },
  'trigger-without-scopes': { policy: trigger('ConsentWithdrawn'), code: 'POLICY_INVALID' },
  'trigger-scope-impossible': { policy: trigger('GuardianRequest', 'scopes: [category]'), code: 'POLICY_INVALID' },
  'trigger-scope-unknown': { policy: trigger('OtherLaw', 'scopes: [everything]'), code: 'POLICY_INVALID' },
  'trigger-permission-unnamed': {
    policy: trigger('PermissionRevoked', 'scopes: [permission, plugin]'),
    code: 'POLICY_INVALID',
  },
  'trigger-action-weaker': { policy: trigger('ServiceShutDown', 'action: anonymise'), code: 'POLICY_INVALID' },
  'trigger-gate-reserved': {
    policy: trigger('ServiceShutDown', 'gates: { doubt: { clause: { at: "2", quote: proven } } }'),
    code: 'POLICY_INVALID',
  },
  'trigger-gate-invented': {
    policy: trigger('ServiceShutDown', 'gates: { identity: { clause: { at: "2", silent: true } } }'),
    code: 'POLICY_INVALID',
  },
  'trigger-gate-without-clause': {
    policy: trigger('ServiceShutDown', 'gates: { identity: { } }'),
    code: 'POLICY_INVALID',
  },
  'trigger-reply-from-preconditions': {
    policy: trigger(
      'ServiceShutDown',
      'reply: { clause: { at: "2", quote: soon }, deadline: 5 days, deadlineFrom: preconditions met }',
    ),
    code: 'POLICY_INVALID',
  },
  'trigger-reply-without-number': {
    policy: trigger(
      'ServiceShutDown',
      'reply: { clause: { at: "2", quote: soon }, deadline: reasonable, deadlineFrom: receipt }',
    ),
    code: 'PERIOD_INVALID',
  },
  'trigger-bad-deadline': { policy: ['15 working days CN\n', '15 working days\n'], code: 'PERIOD_INVALID' },
  // requests, permissions, what should not be there
  'permission-of-unknown-category': {
    policy: beforeRules('permissions: { camera: { clause: { at: "2", quote: camera }, categories: [camera] } }'),
    code: 'POLICY_INVALID',
  },
  'plugin-without-categories': {
    policy: beforeRules('plugins: { chat: { clause: { at: "2", quote: chat }, categories: [] } }'),
    code: 'POLICY_INVALID',
  },
  'prohibited-without-id': { policy: ['{ id: contacts, term: Contacts', '{ term: Contacts'], code: 'POLICY_INVALID' },
  'prohibited-named-like-category': { policy: ['{ id: contacts,', '{ id: orders,'], code: 'POLICY_CONFLICT' },
  'detect-what-is-stored': {
    policy: ['    sensitivity: sensitive\n', '    sensitivity: sensitive\n    detect: [phone]\n'],
    code: 'POLICY_INVALID',
  },
  'refusal-never-said': {
    policy: beforeRules('refusals: { g: { clause: { at: "6.7", silent: true } } }'),
    code: 'POLICY_INVALID',
  },
  'extension-never-said': {
    policy: beforeRules('extensions: { convenience: { clause: { at: "5.5", silent: true } } }'),
    code: 'POLICY_INVALID',
  },
  'complaint-without-start': {
    policy: beforeRules('complaints: { clause: { at: "9", quote: soon }, deadline: 15 days }'),
    code: 'POLICY_INVALID',
  },
  'minors-of-no-age': {
    policy: beforeRules('minors: { under: 0, clause: { at: "7", quote: children } }'),
    code: 'POLICY_INVALID',
  },
  'revoke-code-empty': {
    policy: ['    sensitivity: sensitive\n', '    sensitivity: sensitive\n    revokeCodes: [""]\n'],
    code: 'POLICY_INVALID',
  },
  'category-name-too-long': { policy: ['  clipboard:', '  clipboard-of-the-whole-device:'], code: 'POLICY_INVALID' },
  // provisions
  'provision-named-badly': {
    policy: beforeRules('provisions: { "1": { clause: { at: "1", quote: x }, by: [rules] } }'),
    code: 'POLICY_INVALID',
  },
  'provision-of-another-text': {
    policy: beforeRules(
      'provisions:\n  Z-01: { clause: { at: "1", quote: x }, by: [rules] }\n  Y-02: { clause: { at: "1", quote: x }, by: [rules] }',
    ),
    code: 'POLICY_INVALID',
  },
  'provision-leads-nowhere': {
    policy: beforeRules('provisions: { Z-01: { clause: { at: "1", quote: x }, by: [rules.shortt] } }'),
    code: 'POLICY_INVALID',
  },
  'provision-by-nothing': {
    policy: beforeRules('provisions: { Z-01: { clause: { at: "1", quote: x } } }'),
    code: 'POLICY_INVALID',
  },
  'provision-by-unknown-part': {
    policy: beforeRules('provisions: { Z-01: { clause: { at: "1", quote: x }, functions: [shredder] } }'),
    code: 'POLICY_INVALID',
  },
  'provision-both-ways': {
    policy: beforeRules(
      'provisions: { Z-01: { clause: { at: "1", quote: x }, by: [rules], notSoftware: A posted notice. } }',
    ),
    code: 'POLICY_INVALID',
  },
  // the inventory
  'category-without-dataset': { inventory: ['category: uploads', 'category: phone'], code: 'INVENTORY_COVERAGE' },
  'inventory-unknown-key': { inventory: ['sortKey: line', 'sortkey: line'], code: 'INVENTORY_INVALID' },
  'inventory-unknown-store': { inventory: ['{ s3: {', '{ gcs: {'], code: 'INVENTORY_INVALID' },
  'inventory-missing-table': { inventory: ['table: accounts, ', ''], code: 'INVENTORY_INVALID' },
  'inventory-unknown-policy': {
    inventory: ['policy: shop\n    store: { s3', 'policy: shopp\n    store: { s3'],
    code: 'INVENTORY_INVALID',
  },
  'inventory-dataset-named-like-policy': { inventory: ['  uploads:', '  shop:'], code: 'INVENTORY_INVALID' },
  'inventory-recipient-named-badly': {
    inventory: ['    recipients: [courier, bank, courier]', '    recipients: [Courier Co.]'],
    code: 'INVENTORY_INVALID',
  },
  'inventory-recipient-unknown': {
    inventory: ['    recipients: [courier, bank, courier]', '    recipients: [courier, bank, constructor]'],
    code: 'INVENTORY_INVALID',
  },
  'inventory-recipient-not-told': {
    inventory: ['    tell: { sqs: courier-erasures }\n', ''],
    code: 'INVENTORY_INVALID',
  },
  'inventory-recipient-told-and-keeping': {
    inventory: ['    keeps: {', '    tell: { sqs: bank-erasures }\n    keeps: {'],
    code: 'INVENTORY_INVALID',
  },
  'inventory-recipient-keeps-for-business': {
    inventory: ['because: law', 'because: business need'],
    code: 'INVENTORY_INVALID',
  },
  'inventory-recipient-in-the-clear': {
    inventory: ['{ sqs: courier-erasures }', '{ https: "http://courier.example/erase" }'],
    code: 'INVENTORY_INVALID',
  },
  'inventory-recipient-by-number': {
    inventory: ['{ sqs: courier-erasures }', '{ https: "https://169.254.169.254/latest" }'],
    code: 'INVENTORY_INVALID',
  },
  'inventory-recipient-queue': {
    inventory: ['{ sqs: courier-erasures }', '{ sqs: "https://sqs.example/1/erasures" }'],
    code: 'INVENTORY_INVALID',
  },
  'inventory-recipient-bus': {
    inventory: ['{ sqs: courier-erasures }', '{ eventBus: courier }'],
    code: 'INVENTORY_INVALID',
  },
  'inventory-recipient-letter-unanswered': {
    inventory: ['{ sqs: courier-erasures }', '{ letter: [A Courier, "1 Road, Beijing"] }'],
    code: 'INVENTORY_INVALID',
  },
  'inventory-recipient-in-no-time': {
    inventory: ['    tell: { sqs', '    confirmWithin: soon\n    tell: { sqs'],
    code: 'PERIOD_INVALID',
  },
  'inventory-unknown-category': {
    inventory: ['category: account\n', 'category: toString\n'],
    code: 'INVENTORY_INVALID',
  },
  'inventory-unknown-field-category': {
    inventory: ['phone: { category: phone, ', 'phone: { category: fone, '],
    code: 'INVENTORY_INVALID',
  },
  'inventory-not-stored-category': {
    inventory: ['category: uploads', 'category: clipboard'],
    code: 'INVENTORY_INVALID',
  },
  'inventory-no-copies': {
    inventory: ['    copies: none\n    recipients', '    recipients'],
    code: 'INVENTORY_INVALID',
  },
  'inventory-copies-named-twice': { inventory: ['name: yearly', 'name: nightly'], code: 'INVENTORY_INVALID' },
  'inventory-copy-named-pitr': { inventory: ['name: yearly', 'name: pitr'], code: 'INVENTORY_INVALID' },
  'inventory-withdrawn-category-without-fields': {
    policy: trigger('ConsentWithdrawn', 'scopes: [category]'),
    code: 'INVENTORY_INVALID',
  },
  'inventory-hash': { inventory: ['anonymise: redact', 'anonymise: hash'], code: 'INVENTORY_INVALID' },
  'inventory-anonymiser-unknown': { inventory: ['anonymise: redact', 'anonymise: blur'], code: 'INVENTORY_INVALID' },
  'inventory-anonymiser-missing': { inventory: ['note: { anonymise: redact }', 'note: {}'], code: 'INVENTORY_INVALID' },
  'inventory-delete-by-changing': {
    inventory: [
      'phone: { category: phone, anonymise: remove }\n    copies',
      'phone: { category: phone, anonymise: redact }\n    copies',
    ],
    code: 'INVENTORY_INVALID',
  },
  'inventory-no-time-of-collection': {
    inventory: ['    times: { collected: created_at }\n', ''],
    code: 'INVENTORY_INVALID',
  },
  'inventory-no-time-for-rule': {
    inventory: [', transaction completed: { field: done_at, as: epoch-seconds }', ''],
    code: 'INVENTORY_INVALID',
  },
  'inventory-start-unknown-to-s3': { inventory: ['category: uploads', 'category: orders'], code: 'INVENTORY_INVALID' },
  'inventory-anonymise-key': {
    inventory: ['note: { anonymise: redact }', 'line: { anonymise: redact }'],
    code: 'INVENTORY_INVALID',
  },
  'inventory-anonymise-subject-partly': {
    inventory: ['note: { anonymise: redact }', 'user_id: { anonymise: redact }'],
    code: 'INVENTORY_INVALID',
  },
  'inventory-anonymise-subject-as-key': {
    inventory: [ORDERS_STORE, 'subject: { index: by-user, attribute: line }'],
    code: 'INVENTORY_INVALID',
  },
  'inventory-anonymise-partition': { inventory: [ORDERS_STORE, 'subject: partition key'], code: 'INVENTORY_INVALID' },
  'inventory-anonymise-time': { inventory: ['      phone: {', '      created_at: {'], code: 'INVENTORY_INVALID' },
  'inventory-field-inside-field': {
    inventory: ['      note: {', '      receiver_name.family: {'],
    code: 'INVENTORY_INVALID',
  },
  'inventory-time-inside-field': {
    inventory: [
      'times: { collected: created_at }\n    category: account\n    fields:\n      phone',
      'times: { collected: meta.created_at }\n    category: account\n    fields:\n      meta',
    ],
    code: 'INVENTORY_INVALID',
  },
  'inventory-field-rule-takes-subject': { inventory: ['receiver_phone: {', 'user_id: {'], code: 'INVENTORY_INVALID' },
  'inventory-record-goes-too-early': {
    inventory: [
      'category: account\n    fields:\n      phone: { category: phone, anonymise: remove }',
      'category: phone\n    fields:\n      owner: { category: account, anonymise: remove }',
    ],
    code: 'POLICY_CONFLICT',
  },
  'inventory-closure-takes-field': { policy: ['covers: all', 'covers: [account-life]'], code: 'POLICY_CONFLICT' },
  'inventory-prefix-without-subject': { inventory: ['shop/{subject}/', 'shop/'], code: 'INVENTORY_INVALID' },
  'inventory-fields-in-bucket': {
    inventory: ['category: uploads', 'category: uploads\n    fields: { exif: { anonymise: remove } }'],
    code: 'INVENTORY_INVALID',
  },
  'inventory-table-twice': { inventory: ['table: orders, ', 'table: accounts, '], code: 'INVENTORY_INVALID' },
  'inventory-of-unknown': { inventory: receivers('of: order'), code: 'INVENTORY_INVALID' },
  'inventory-of-itself': { inventory: receivers('of: receivers'), code: 'INVENTORY_INVALID' },
  'inventory-of-other-table': { inventory: receivers('of: accounts'), code: 'INVENTORY_INVALID' },
  'inventory-of-same-subject': {
    inventory: receivers('of: orders', '{ index: by-name, attribute: user_id }'),
    code: 'INVENTORY_INVALID',
  },
  'inventory-of-shared-field': {
    inventory: receivers('of: orders', RECEIVER, 'receiver_phone'),
    code: 'INVENTORY_INVALID',
  },
  'inventory-of-by-partition': { inventory: receivers('of: orders', 'partition key'), code: 'INVENTORY_INVALID' },
  'inventory-of-only-changed': {
    inventory: receivers('of: orders', RECEIVER, 'receiver_mobile', 'redact'),
    code: 'INVENTORY_INVALID',
  },
  'inventory-of-too-early': {
    inventory: receivers('of: orders', RECEIVER, 'receiver_mobile', 'remove', 'account'),
    code: 'POLICY_CONFLICT',
  },
  'inventory-not-personal-and-dataset': { inventory: ['table: catalogue', 'table: orders'], code: 'INVENTORY_INVALID' },
  'inventory-broken-yaml': { inventory: ['notPersonal:', 'notPersonal'], code: 'INVENTORY_INVALID' },
};

describe('bad input', () => {
  it.each(Object.entries(CASES))('%s', async (name, { policy: change, inventory: other, code }) => {
    const policy = change === undefined ? POLICY : edit(POLICY, ...change);
    const inventory = other === undefined ? INVENTORY : edit(INVENTORY, ...other);
    const { plan, problems } = compile(files(policy, inventory));

    expect(plan).toBeNull();
    expect(problems.filter(({ severity }) => severity === 'error').map((problem) => problem.code)).toContain(code);
    expect(problems.every(({ line, column }) => line > 0 && column > 0)).toBe(true);
    await expect(print(problems, policy, inventory)).toMatchFileSnapshot(`golden/${name}.txt`);
  });
});
