/**
 * The working days of mainland China, as the General Office of the State Council announces them each year in
 * 《国务院办公厅关于YYYY年部分节假日安排的通知》: which days are off, and which weekend days are worked instead. Every other
 * day follows the week. The law alone (《全国年节及纪念日放假办法》) gives neither, so a year without a notice is unknown.
 *
 * "Encouraged" is not "off": New Year's Eve 2024 (9 February) is a working day. Half-days for part of the population
 * (8 March, 4 May, 1 June, 1 August; Art. 3) are working days.
 *
 * To add a year: append its notice, raise the version. A notice changed in mid-year: correct it, raise the version.
 */
export interface Notice {
  readonly year: number;
  /** The number of the notice that these days are taken from. */
  readonly document: string;
  readonly issued: string;
  /** Days off: single days, or first and last day of a block, both inclusive. */
  readonly off: readonly (readonly [first: string, last: string])[];
  /** Weekend days that are worked. */
  readonly worked: readonly string[];
}

/** Stored with each date computed from the table, so that it can be computed again when the table has changed. */
export const VERSION = 'CN-2026.1';

export const NOTICES: readonly Notice[] = [
  {
    year: 2022,
    document: '国办发明电〔2021〕11号',
    issued: '2021-10-25',
    off: [
      ['2022-01-01', '2022-01-03'],
      ['2022-01-31', '2022-02-06'],
      ['2022-04-03', '2022-04-05'],
      ['2022-04-30', '2022-05-04'],
      ['2022-06-03', '2022-06-05'],
      ['2022-09-10', '2022-09-12'],
      ['2022-10-01', '2022-10-07'],
    ],
    worked: ['2022-01-29', '2022-01-30', '2022-04-02', '2022-04-24', '2022-05-07', '2022-10-08', '2022-10-09'],
  },
  {
    year: 2023,
    document: '国办发明电〔2022〕16号',
    issued: '2022-12-08',
    off: [
      ['2022-12-31', '2023-01-02'],
      ['2023-01-21', '2023-01-27'],
      ['2023-04-05', '2023-04-05'],
      ['2023-04-29', '2023-05-03'],
      ['2023-06-22', '2023-06-24'],
      ['2023-09-29', '2023-10-06'],
    ],
    worked: ['2023-01-28', '2023-01-29', '2023-04-23', '2023-05-06', '2023-06-25', '2023-10-07', '2023-10-08'],
  },
  {
    year: 2024,
    document: '国办发明电〔2023〕7号',
    issued: '2023-10-25',
    off: [
      ['2024-01-01', '2024-01-01'],
      ['2024-02-10', '2024-02-17'],
      ['2024-04-04', '2024-04-06'],
      ['2024-05-01', '2024-05-05'],
      ['2024-06-10', '2024-06-10'],
      ['2024-09-15', '2024-09-17'],
      ['2024-10-01', '2024-10-07'],
    ],
    worked: [
      '2024-02-04',
      '2024-02-18',
      '2024-04-07',
      '2024-04-28',
      '2024-05-11',
      '2024-09-14',
      '2024-09-29',
      '2024-10-12',
    ],
  },
  {
    year: 2025,
    document: '国办发明电〔2024〕12号',
    issued: '2024-11-12',
    off: [
      ['2025-01-01', '2025-01-01'],
      ['2025-01-28', '2025-02-04'],
      ['2025-04-04', '2025-04-06'],
      ['2025-05-01', '2025-05-05'],
      ['2025-05-31', '2025-06-02'],
      ['2025-10-01', '2025-10-08'],
    ],
    worked: ['2025-01-26', '2025-02-08', '2025-04-27', '2025-09-28', '2025-10-11'],
  },
  {
    year: 2026,
    document: '国办发明电〔2025〕7号',
    issued: '2025-11-04',
    off: [
      ['2026-01-01', '2026-01-03'],
      ['2026-02-15', '2026-02-23'],
      ['2026-04-04', '2026-04-06'],
      ['2026-05-01', '2026-05-05'],
      ['2026-06-19', '2026-06-21'],
      ['2026-09-25', '2026-09-27'],
      ['2026-10-01', '2026-10-07'],
    ],
    worked: ['2026-01-04', '2026-02-14', '2026-02-28', '2026-05-09', '2026-09-20', '2026-10-10'],
  },
];
