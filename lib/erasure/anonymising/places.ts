/*
 * The first level of a Chinese address. GB/T 2260-2007: 34 provincial divisions. A place is generalised to one of
 * these, and never to anything finer: below it, counties exist with few enough people to find one of them.
 */
const PROVINCES = [
  '北京',
  '天津',
  '河北',
  '山西',
  '内蒙古',
  '辽宁',
  '吉林',
  '黑龙江',
  '上海',
  '江苏',
  '浙江',
  '安徽',
  '福建',
  '江西',
  '山东',
  '河南',
  '湖北',
  '湖南',
  '广东',
  '广西',
  '海南',
  '重庆',
  '四川',
  '贵州',
  '云南',
  '西藏',
  '陕西',
  '甘肃',
  '青海',
  '宁夏',
  '新疆',
  '台湾',
  '香港',
  '澳门',
] as const;

/** What is left where no province is named. */
export const SOMEWHERE = '—';

/** `广东省深圳市南山区…` → `广东`; `广东` → `广东`; anything without a province in front → `—`. */
export function regionOf(place: string): string {
  const start = place.trim();
  return PROVINCES.find((province) => start.startsWith(province)) ?? SOMEWHERE;
}
