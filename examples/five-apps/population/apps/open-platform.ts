import { civil, DAY, local, type Sketch, utc } from '../sketch.ts';
import { device, uuid } from '../things.ts';

const CALLS = ['/openapi/order/list', '/openapi/item/get', '/openapi/refund/list', '/openapi/logistics/track'];

/** A developer on the open platform: an account with the papers of its company, and the calls of its programs. */
export function developer(sketch: Sketch): void {
  const { random, subject, owner, start } = sketch;
  const registered = sketch.day(-800, -365);
  const legal = sketch.another();
  const certified = random.chance(90) ? sketch.day(-364, 0) : null;
  sketch.item('open-developers', registered, {
    developer_id: subject.id,
    registered_at: utc(registered),
    ...(certified !== null && { certified_at: utc(certified) }),
    kuaishou_id: `ks${random.digits(10)}`,
    avatar_url: `https://avatars.example.com/${random.hex(16)}.webp`,
    nickname: `${owner.name}工作室`,
    phone: owner.phone,
    admin_name: owner.name,
    admin_id_number: owner.idNumber,
    admin_phone: owner.phone,
    admin_email: owner.email,
    ...(random.chance(5) && { disclosed_to_buyers: [sketch.another().name] }),
    ...(random.chance(5) && { penalty_notices: ['接口滥用'] }),
    under_14: false,
    licence_photo: `papers/${random.hex(20)}.jpg`,
    company_address: legal.address,
    legal_person_name: legal.name,
    legal_person_id_number: legal.idNumber,
    legal_person_id_valid_until: civil(start + random.whole(400, 3_000) * DAY),
    legal_person_id_photos: [`papers/${random.hex(20)}.jpg`, `papers/${random.hex(20)}.jpg`],
    plan: random.pick(['free', 'standard', 'enterprise']),
  });

  const own = device(random);
  for (const at of [sketch.day(-205, -20), sketch.day(-11, 0), sketch.lately(190)]) {
    for (const moment of sketch.burst(at, 4, 9)) {
      const query = random.chance(50) ? `?mobile=${sketch.another().phone}` : `?page=${random.whole(1, 40)}`;
      sketch.item('open-api-calls', moment, {
        call_id: uuid(random),
        developer_id: subject.id,
        called_at: local(moment),
        ip: own.ip,
        request_line: `GET ${random.pick(CALLS)}${query}`,
        operator: owner.name,
        cookie_id: own.cookie,
        status: random.pick([200, 200, 200, 403, 429]),
        milliseconds: random.whole(3, 400),
      });
    }
  }
}
