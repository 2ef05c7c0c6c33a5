import type { Random } from './random.ts';

/** Somebody who does not exist. */
export interface Person {
  readonly name: string;
  readonly phone: string;
  readonly idNumber: string;
  readonly email: string;
  readonly address: string;
}

const SURNAMES = [
  ...'王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文',
];
const GIVEN = [
  ...'伟芳娜秀敏静丽强磊军洋勇艳杰涛明超霞刚桂兰飞波鑫浩宇轩然梓涵诗雨欣怡佳琪思博昊晨曦晓东建华国庆志远春梅玉珍海燕雪婷慧颖嘉俊凯文豪子墨若彤可馨一诺沐瑶景行承泽宏毅',
];

const PLACES: readonly (readonly [string, readonly string[]])[] = [
  ['广东省深圳市南山区', ['科技园路', '海德三道', '创业路']],
  ['广东省广州市天河区', ['体育东路', '黄埔大道', '林和西横路']],
  ['北京市海淀区', ['中关村大街', '学院路', '清河中街']],
  ['北京市朝阳区', ['望京东路', '建国路', '酒仙桥路']],
  ['上海市浦东新区', ['张江路', '世纪大道', '碧波路']],
  ['浙江省杭州市余杭区', ['文一西路', '五常大道', '良睦路']],
  ['江苏省南京市鼓楼区', ['中山北路', '汉口路', '北京西路']],
  ['四川省成都市武侯区', ['天府大道', '人民南路', '科华北路']],
  ['湖北省武汉市洪山区', ['珞喻路', '光谷大道', '雄楚大道']],
  ['陕西省西安市雁塔区', ['科技路', '长安南路', '小寨东路']],
  ['福建省厦门市思明区', ['软件园二期', '环岛路', '湖滨南路']],
  ['山东省青岛市市南区', ['香港中路', '东海西路', '闽江路']],
  ['重庆市渝中区', ['解放碑步行街', '长江一路', '民生路']],
  ['新疆维吾尔自治区乌鲁木齐市天山区', ['新华北路', '解放南路', '人民路']],
  ['广西壮族自治区南宁市青秀区', ['民族大道', '金湖路', '东葛路']],
];

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

export function person(random: Random): Person {
  return {
    name: personName(random),
    phone: phone(random),
    idNumber: idNumber(random),
    email: `${random.letters(9)}@example.com`,
    address: address(random),
  };
}

export function personName(random: Random): string {
  return `${random.pick(SURNAMES)}${random.pick(GIVEN)}${random.pick(GIVEN)}`;
}

/** Eleven digits as a mobile number has them; none begins with 12, so nobody is called. */
export function phone(random: Random): string {
  return `12${random.digits(9)}`;
}

/**
 * Eighteen characters of a resident identity card (GB 11643-1999) with the right check digit, under region codes that
 * begin with 99: no region has one, so it is nobody's.
 */
export function idNumber(random: Random): string {
  const born = `${random.whole(1955, 2006)}${two(random.whole(1, 12))}${two(random.whole(1, 28))}`;
  const digits = `99${random.digits(4)}${born}${random.digits(3)}`;
  return digits + checkDigit(digits);
}

/** ISO 7064 MOD 11-2. */
export function checkDigit(digits: string): string {
  const sum = WEIGHTS.reduce((total, weight, at) => total + weight * Number(digits[at]), 0);
  return '10X98765432'[sum % 11] as string;
}

/** Begins with the province. */
export function address(random: Random): string {
  const [district, streets] = random.pick(PLACES);
  return `${district}${random.pick(streets)}${random.whole(1, 399)}号${random.whole(1, 30)}栋${random.whole(101, 3204)}室`;
}

/** Province and city. */
export function city(random: Random): string {
  return (/^.+?市/.exec(random.pick(PLACES)[0]) as RegExpExecArray)[0];
}

const two = (number: number): string => String(number).padStart(2, '0');
