import { compile, formatProblem, type Plan, type Problem, type SourceFile } from '../../lib/policy/index.ts';

/** A policy and an inventory without fault, small enough to read; each test breaks one thing in them. */
export const POLICY = `policy: shop
version: "2026-01-01"
controller: A Shop Company
source: shop.txt
published: not stated
effective: 2026-01-01
zone: Asia/Shanghai
residency: { in: CN-mainland, clause: { at: "5.6", quote: stored in the mainland } }
decisions:
  start-of-period:
    question: What starts the period?
    clause: { at: "5.5", silent: true }
    value: collected
    by: operator
    on: 2026-01-02
    why: The strictest reading.
categories:
  account:
    term: Account
    clause: { at: "2.1", quote: your account }
    sensitivity: ordinary
  phone:
    term: Phone number
    clause: { at: "2.2", quote: your phone number }
    sensitivity: sensitive
    sensitivityFrom: law
  orders:
    term: Orders
    clause: { at: "2.3", quote: your orders }
    sensitivity: ordinary
  uploads:
    term: Uploads
    clause: { at: "2.4", quote: your photos }
    sensitivity: contextual
  clipboard:
    term: Clipboard
    clause: { at: "2.5", quote: never leaves the device }
    sensitivity: contextual
    stored: false
prohibited:
  - { id: contacts, term: Contacts, clause: { at: "1", quote: never your contacts } }
rules:
  account-life:
    clause: { at: "5.5", quote: as long as you have an account }
    categories: [account]
    period: none
    action: delete
  short:
    clause: { at: "5.5", quote: kept for 180 days }
    categories: [phone, uploads]
    start: { decision: start-of-period }
    period: 180 days
    action: delete
    window: 6 hours
  transactions:
    clause: { at: "5.7", quote: kept for 37 months }
    categories: [orders]
    start: transaction completed
    period: 37 months
    action: anonymise
    floor: { period: 3 years, start: transaction completed, law: E-commerce Law Art. 31 }
grounds:
  a: { clause: { at: "6.7 a", quote: national security } }
  law: { clause: { at: "6.7", silent: true }, law: PIPL Art. 47 }
triggers:
  AccountClosed:
    clause: { at: "6.3", quote: within 15 working days }
    deadline: 15 working days CN
    deadlineFrom: receipt
    covers: all
`;

export const INVENTORY = `inventory: shop
datasets:
  accounts:
    policy: shop
    store: { dynamodb: { table: accounts, partitionKey: user_id, subject: partition key } }
    times: { collected: created_at }
    category: account
    fields:
      phone: { category: phone, anonymise: remove }
    copies: { pitrDays: 35, backups: [{ name: nightly, days: 30 }, { name: yearly, days: 400 }] }
  orders:
    policy: shop
    store: { dynamodb: { table: orders, partitionKey: order_id, sortKey: line, subject: { index: by-user, attribute: user_id } } }
    times: { collected: created_at, transaction completed: { field: done_at, as: epoch-seconds } }
    category: orders
    fields:
      receiver_name: { anonymise: null }
      receiver_address: { anonymise: region }
      receiver_birthday: { anonymise: year }
      note: { anonymise: redact }
      status: { anonymise: { constant: closed } }
      receiver_phone: { category: phone, anonymise: remove }
    copies: none
    recipients: [courier, bank, courier]
  uploads:
    policy: shop
    store: { s3: { bucket: uploads, prefix: "shop/{subject}/" } }
    category: uploads
    copies: none
notPersonal:
  - { table: catalogue, reason: Goods only. }
recipients:
  bank:
    name: A Bank
    role: controller
    ground: "4.1"
    keeps: { because: law, why: Anti-Money Laundering Law Art. 34 }
  courier:
    name: A Courier
    role: processor
    ground: "4.2"
    tell: { sqs: courier-erasures }
`;

/** Replaces text that must be there: a test that breaks nothing would prove nothing. */
export function edit(text: string, from: string, to: string): string {
  if (!text.includes(from)) throw new Error(`the sample does not contain: ${from}`);
  return text.replace(from, () => to);
}

export function files(policy = POLICY, inventory: string | null = INVENTORY) {
  return {
    policies: [{ path: 'policies/shop.yaml', text: policy }] as SourceFile[],
    inventory: inventory === null ? null : { path: 'inventory.yaml', text: inventory },
  };
}

export function planOf(policy = POLICY, inventory = INVENTORY): Plan {
  const { plan, problems } = compile(files(policy, inventory));
  if (plan === null) throw new Error(problems.map((problem) => formatProblem(problem)).join('\n'));
  return plan;
}

/** As a person reads them, each under its line of the file. */
export function print(problems: readonly Problem[], policy = POLICY, inventory = INVENTORY): string {
  const texts: Record<string, string> = { 'policies/shop.yaml': policy, 'inventory.yaml': inventory };
  return `${problems.map((problem) => formatProblem(problem, texts[problem.file])).join('\n\n')}\n`;
}
