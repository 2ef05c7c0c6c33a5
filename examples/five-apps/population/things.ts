import type { Person } from './people.ts';
import type { Random } from './random.ts';

/** A phone or a computer, and the net it is on. */
export interface Device {
  readonly id: string;
  readonly model: string;
  readonly wifi: string;
  readonly cookie: string;
  readonly ip: string;
}

const MODELS = ['HUAWEI Mate 70', 'Xiaomi 15', 'OPPO Find X8', 'vivo X200', 'HONOR Magic7', 'iPhone 16', 'Redmi K80'];

export function device(random: Random): Device {
  return {
    id: uuid(random),
    model: random.pick(MODELS),
    wifi: Array.from({ length: 6 }, () => random.hex(2)).join(':'),
    cookie: `ck.${random.hex(24)}`,
    ip: ip(random),
  };
}

export function uuid(random: Random): string {
  return [8, 4, 4, 4, 12].map((length) => random.hex(length)).join('-');
}

/** Addresses for documentation (RFC 5737): nobody's. */
export function ip(random: Random): string {
  return `${random.pick(['192.0.2', '198.51.100', '203.0.113'])}.${random.whole(1, 254)}`;
}

/** What people write to customer service: every sentence that tells who they are also shows a number. */
export function supportText(random: Random, { name, phone, address }: Person): string {
  const asks = [
    '订单一直没有发货。',
    '积分没有到账。',
    '登录时提示验证失败。',
    '页面打开很慢！',
    '想咨询一下活动规则。',
  ];
  const tells = [
    `我叫${name}，电话${phone}。`,
    `请打${phone}联系我，收件人${name}。`,
    `请寄到${address}，收件人${name}，${phone}。`,
  ];
  return `${random.pick(asks)}${random.pick(tells)}谢谢！`;
}

export function replyText(random: Random, { name, phone }: Person): string {
  const ends = ['问题已经处理。', '我们会在三天内回复。', '感谢您的参与！'];
  return random.chance(60) ? `已联系${name}先生或女士（${phone}）。${random.pick(ends)}` : random.pick(ends);
}

export function searchText(random: Random): string {
  return random.pick(['附近的早餐店', '二手自行车', '周末爬山路线', '手机维修', '瑜伽课', '搬家服务']);
}
