import type { Item } from '../population.ts';
import type { Random } from '../random.ts';
import { type Sketch, utc } from '../sketch.ts';
import { searchText, uuid } from '../things.ts';
import { uploads } from './uploads.ts';

/** A user of the mini-program: whatever its interfaces hand over, for 180 days. */
export function miniProgramUser(sketch: Sketch): void {
  const { random, subject, owner } = sketch;
  const created = sketch.day(-179, 0);
  sketch.item('wechat-users', created, {
    openid: subject.id,
    created_at: utc(created),
    nickname: owner.name,
    avatar_url: `https://avatars.example.com/${random.hex(16)}.png`,
    phone: owner.phone,
    address: owner.address,
    ...(random.chance(30) && { invoice_title: `${owner.name}个体工商户` }),
    ...(random.chance(20) && { license_plate: `粤Z${random.letters(5).toUpperCase()}` }),
    channel: random.pick(['扫码', '搜索', '分享']),
  });

  for (const at of [sketch.day(-178, 0), random.chance(25) ? sketch.day(-178, 0) : sketch.lately(175)]) {
    for (const moment of sketch.burst(at, 5, 9)) {
      sketch.item('wechat-activity', moment, {
        openid: subject.id,
        activity_id: `${utc(moment)}#${random.letters(5)}`,
        recorded_at: moment,
        ...handedOver(random),
        page: random.pick(['pages/index', 'pages/shop', 'pages/profile']),
      });
    }
  }
  uploads(sketch, 'wechat-screenshots', { chance: 60, files: [1, 2], extension: 'png' });
}

/** What one call of an interface gives. */
function handedOver(random: Random): Item {
  const motion = () => Math.round(random.between(-9.8, 9.8) * 100) / 100;
  const calls: readonly (() => Item)[] = [
    () => ({
      latitude: Math.round(random.between(20, 45) * 1e5) / 1e5,
      longitude: Math.round(random.between(98, 122) * 1e5) / 1e5,
    }),
    () => ({ chosen_place: `${searchText(random)}门口` }),
    () => ({ steps: random.whole(300, 30_000) }),
    () => ({ bluetooth_device: Array.from({ length: 6 }, () => random.hex(2)).join(':') }),
    () => ({ acceleration: { x: motion(), y: motion(), z: motion() } }),
    () => ({ compass: random.whole(0, 359), motion: motion(), rotation: motion() }),
    () => ({ pasted_text: `取件码 ${random.digits(8)}` }),
    () => ({ photo: `wxfile://tmp_${random.hex(12)}.jpg`, camera_frame: random.hex(40) }),
    () => ({ file_name: `合同-${random.digits(4)}.pdf` }),
    () => ({ recording: `wxfile://rec_${random.hex(12)}.mp3`, chat_voice: uuid(random) }),
    () => ({ chat_media: `wxfile://chat_${random.hex(12)}.mp4` }),
  ];
  return random.pick(calls)();
}
