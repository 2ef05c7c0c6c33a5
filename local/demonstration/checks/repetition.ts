import type { Check, Findings } from './check.ts';

/** The same closings and objects told again, and the workers sent again: nothing may come of it. */
export function repetitionChecks({ repetition }: Findings): readonly Check[] {
  const { events, storesSame, registrySame, receiptsAdded } = repetition;
  return [
    {
      promise: 'P6',
      name: 'running again, with every event delivered twice, changes nothing',
      ok: storesSame && registrySame && receiptsAdded === 0,
      detail: `${events} events sent again; stores ${storesSame ? 'the same' : 'changed'}, registry ${registrySame ? 'the same' : 'changed'}, new receipts ${receiptsAdded}`,
    },
  ];
}
