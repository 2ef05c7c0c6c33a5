import { address, idNumber } from '../people.ts';
import { civil, DAY, local, type Sketch } from '../sketch.ts';
import { device, ip, searchText, uuid } from '../things.ts';
import { uploads } from './uploads.ts';

/** Three years and one month, less some days: an order older than that is no longer in the table. */
const OLDEST_ORDER = -1_110;

/** A merchant: the shop, papers, orders of three years, log lines, pictures sent in chats. */
export function merchant(sketch: Sketch): void {
  const { random } = sketch;
  shop(sketch);
  for (let batch = random.whole(2, 4); batch > 0; batch--) orders(sketch);
  for (const at of [random.chance(60) ? sketch.day(-29, 0) : sketch.lately(27)]) logs(sketch, at);
  uploads(sketch, 'shop-identity-photos', { chance: 80, files: [1, 2], extension: 'jpg' });
  uploads(sketch, 'shop-chat-media', { chance: 50, files: [1, 3], extension: 'mp4' });
}

function shop(sketch: Sketch): void {
  const { random, subject, owner, start } = sketch;
  const opened = sketch.day(-1_100, -35);
  const reward = random.pick(['none', 'paid', 'promised'] as const);
  sketch.item('shop-merchants', opened, {
    merchant_id: subject.id,
    opened_at: local(opened),
    ...(reward === 'paid' && { reward_paid_at: local(sketch.day(-28, 0)) }),
    account_name: `${owner.name}的小店`,
    password_hash: `scrypt$${random.hex(48)}`,
    mobile: owner.phone,
    profile: { slogan: random.pick(['薄利多销', '手工制作', '产地直发']), since: civil(opened) },
    legal_name: owner.name,
    id_number: owner.idNumber,
    contacts: [{ name: sketch.another().name, phone: owner.phone }],
    ...(random.chance(20) && { trademark_registrant: owner.name }),
    product_photos: [`goods/${random.hex(16)}.jpg`],
    shop_address: owner.address,
    staff_phones: random.chance(40) ? [sketch.another().phone, sketch.another().phone] : [],
    settlement: { bank: '示例银行', account: `9999${random.digits(15)}` },
    ...(random.chance(5) && { penalty_notices: ['虚假发货'] }),
    ...(random.chance(10) && { imported_contacts: [sketch.another().phone] }),
    under_14: false,
    ...(reward !== 'none' && { alipay_account: `${random.letters(10)}@example.com` }),
    stars: random.whole(1, 5),
    updated_on: civil(start - DAY),
  });
}

/** A good day of the shop: some orders completed within hours of each other. */
function orders(sketch: Sketch): void {
  const { random, subject, start } = sketch;
  const completed = random.chance(15) ? sketch.day(2, 180) : sketch.day(OLDEST_ORDER, 0);
  for (const moment of sketch.burst(completed, 2, 5)) {
    const buyer = sketch.another();
    const created = moment - random.whole(2, 9) * DAY;
    // An order under way has not begun to age: neither its three years nor its insurance run.
    const open = random.chance(6);
    const insured = moment > start - 360 * DAY && random.chance(25);
    sketch.item('shop-orders', moment, {
      order_id: uuid(random),
      merchant_id: subject.id,
      created_at: local(created),
      ...(!open && { completed_at: local(moment) }),
      buyer_name: buyer.name,
      buyer_phone: buyer.phone,
      delivery_address: buyer.address,
      delivered_on: civil(moment - DAY),
      delivery_note: random.pick([
        `请放门口，打${buyer.phone}。周末也可送。`,
        `联系人${buyer.name}，到了发短信！谢谢。`,
        '易碎，请轻放。',
      ]),
      seller_name: `${sketch.owner.name}的小店`,
      ...(insured && { insured_name: sketch.another().name, insured_id_number: idNumber(random) }),
      amount: random.whole(9, 1_999),
      goods: random.pick(['茶叶', '陶杯', '围巾', '蜂蜜', '木梳']),
    });
  }
}

function logs(sketch: Sketch, at: number): void {
  const { random, subject } = sketch;
  const own = device(random);
  const place = address(random);
  for (const moment of sketch.burst(at, 5, 10)) {
    sketch.item('shop-service-logs', moment, {
      merchant_id: subject.id,
      log_id: `${new Date(moment).toISOString()}#${random.letters(5)}`,
      logged_at: local(moment),
      ip: ip(random),
      wifi: own.wifi,
      query: searchText(random),
      cookie_id: own.cookie,
      device_id: own.id,
      device_model: own.model,
      sensor_reading: Math.round(random.between(0, 40) * 10) / 10,
      running_apps: ['com.example.shop', `com.example.${random.letters(6)}`],
      ...(random.chance(30) && { printer: `打印机-${random.hex(6)}` }),
      address_hint: place,
      gps_place: place,
      milliseconds: random.whole(5, 900),
    });
  }
}
