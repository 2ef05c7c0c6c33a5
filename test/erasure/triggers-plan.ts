import type { Plan, PlanDataset } from '../../lib/policy/index.ts';
import { compile, formatProblem } from '../../lib/policy/index.ts';

/*
 * A shop whose policy has every trigger, compiled: records with several categories, records that are anonymised, records
 * that only tags find, a floor, and orders that are about two people.
 */

const trigger = (kind: string, more = '') => `
  ${kind}:
    clause: { at: "6", quote: gone }
    deadline: 15 working days CN
    deadlineFrom: receipt
    covers: all
${more}`;
const category = (id: string) => `
  ${id}: { term: ${id}, clause: { at: "2", quote: ${id} }, sensitivity: ordinary }`;
const scopes = '    scopes: [account, category, permission]';

const POLICY = `policy: shop
version: "2026-01-01"
controller: A Shop Company
source: shop.txt
published: not stated
effective: 2026-01-01
zone: Asia/Shanghai
residency: { in: CN-mainland, clause: { at: "5.6", quote: stored in the mainland } }
categories:${['name', 'phone', 'place', 'visit', 'browser', 'review', 'nick', 'order', 'memo', 'buyer', 'born'].map(category).join('')}
rules:
  people: { clause: { at: "5.1", quote: kept }, categories: [name, phone, place], period: none, action: delete }
  statistics: { clause: { at: "5.2", quote: kept }, categories: [visit, browser], start: collected, period: 180 days, action: anonymise }
  opinions: { clause: { at: "5.3", quote: kept }, categories: [review, nick], period: none, action: delete }
  trade:
    clause: { at: "5.4", quote: kept }
    categories: [order, memo]
    period: none
    action: delete
    floor: { period: 3 years, start: transaction completed, law: E-commerce Law Art. 31 }
  buyers: { clause: { at: "5.5", quote: kept }, categories: [buyer, born], start: collected, period: 100 days, action: anonymise }
permissions:
  location: { clause: { at: "2.9", quote: your place }, categories: [place] }
triggers:${[
  trigger('AccountClosed'),
  trigger('MiniProgramRecordCancelled'),
  trigger('PlatformAccountCancelled'),
  trigger('GuardianRequest', '    action: delete'),
  trigger('ServiceShutDown', '    action: delete'),
  trigger('ConsentWithdrawn', scopes),
  trigger('PermissionRevoked', scopes),
  trigger('ErasureRequested', scopes),
  trigger('UnlawfulProcessing', `${scopes}\n    action: delete`),
  trigger('OtherLaw', scopes),
  trigger('PurposeFulfilled'),
].join('')}
`;

const table = (name: string, key: string, subject: string) =>
  `store: { dynamodb: { table: ${name}, partitionKey: ${key}, subject: ${subject} } }`;

const INVENTORY = `inventory: shop
datasets:
  accounts:
    policy: shop
    ${table('accounts', 'user_id', 'partition key')}
    times: { collected: created_at }
    category: name
    fields:
      name: { anonymise: remove }
      phone: { category: phone, anonymise: remove }
      place: { category: place, anonymise: region }
    copies: none
  visits:
    policy: shop
    ${table('visits', 'visit_id', '{ index: by-user, attribute: user_id }')}
    times: { collected: created_at }
    category: visit
    fields:
      pages: { anonymise: 'null' }
      browser: { category: browser, anonymise: remove }
    copies: none
  reviews:
    policy: shop
    ${table('reviews', 'review_id', '{ locator: author }')}
    times: { collected: created_at }
    category: review
    fields:
      body: { anonymise: remove }
      nick: { category: nick, anonymise: remove }
    copies: none
  orders:
    policy: shop
    ${table('orders', 'order_id', '{ index: by-merchant, attribute: merchant_id }')}
    times: { collected: created_at, transaction completed: completed_at }
    category: order
    fields:
      note: { anonymise: remove }
    copies: none
  invoices:
    policy: shop
    ${table('invoices', 'invoice_id', '{ index: by-user, attribute: user_id }')}
    times: { collected: created_at, transaction completed: completed_at }
    category: order
    fields:
      title: { anonymise: remove }
      memo: { category: memo, anonymise: remove }
    copies: none
  notes:
    policy: shop
    ${table('notes', 'note_id', '{ index: by-merchant, attribute: merchant_id }')}
    times: { collected: created_at }
    category: visit
    fields:
      text: { anonymise: remove }
    copies: none
  surveys:
    policy: shop
    ${table('surveys', 'survey_id', '{ locator: user_id }')}
    times: { collected: created_at }
    category: visit
    fields:
      answer: { anonymise: 'null' }
    copies: none
  survey-helpers:
    policy: shop
    of: surveys
    ${table('surveys', 'survey_id', '{ locator: helper_id }')}
    times: { collected: created_at }
    category: born
    fields:
      helper_born: { anonymise: year }
    copies: none
  note-buyers:
    policy: shop
    of: notes
    ${table('notes', 'note_id', '{ index: by-buyer, attribute: buyer_id }')}
    times: { collected: created_at }
    category: buyer
    fields:
      buyer_name: { anonymise: remove }
      buyer_born: { category: born, anonymise: year }
    copies: none
`;

export function compiled(policy = POLICY, inventory = INVENTORY): Plan {
  const { plan, problems } = compile({
    policies: [{ path: 'policies/shop.yaml', text: policy }],
    inventory: { path: 'inventory.yaml', text: inventory },
  });
  if (plan === null) throw new Error(problems.map((problem) => formatProblem(problem)).join('\n'));
  return plan;
}

export const texts = { policy: POLICY, inventory: INVENTORY };
export const triggersPlan = compiled();

/** @throws where the inventory has none of that id. */
export function datasetIn(plan: Plan, id: string): PlanDataset {
  const dataset = plan.datasets[id];
  if (!dataset) throw new Error(`no dataset ${id}`);
  return dataset;
}
