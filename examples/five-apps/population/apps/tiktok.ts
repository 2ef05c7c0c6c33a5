import { city } from '../people.ts';
import { civil, DAY, type Sketch, utc } from '../sketch.ts';
import { device, supportText, uuid } from '../things.ts';

const LEVELS = ['竹林', '雪山', '古镇', '海岛', '沙漠'];

/** A player of the leisure game: a profile, some visits with events and log lines, now and then a ticket. */
export function player(sketch: Sketch): void {
  const { random, subject, owner, start } = sketch;
  const created = sketch.day(-700, -95);
  const minor = random.chance(8);
  sketch.item('tiktok-players', created, {
    player_id: subject.id,
    created_at: utc(created),
    open_id: `open.${random.hex(28)}`,
    avatar_url: `https://avatars.example.com/${random.hex(16)}.jpg`,
    nickname: `${owner.name}的小号`,
    points: random.whole(0, 9000),
    entitlements: [random.pick(['月卡', '季卡', '皮肤礼包'])],
    is_minor: minor,
    ...(minor && { guardian_phone: sketch.another().phone }),
  });

  const own = device(random);
  const home = city(random);
  for (const at of [sketch.day(-88, 0), random.chance(35) ? sketch.day(-88, 0) : sketch.lately(85)]) {
    for (const moment of sketch.burst(at, 4, 8)) {
      sketch.item('tiktok-behaviour', moment, {
        event_id: uuid(random),
        player_id: subject.id,
        occurred_at: utc(moment),
        session_id: `s.${random.hex(20)}`,
        shown_name: `${owner.name}的小号`,
        played_on: civil(moment),
        city: home,
        level: random.pick(LEVELS),
        score: random.whole(10, 99_999),
        seconds: random.whole(20, 900),
      });
    }
    for (const moment of sketch.burst(at, 2, 6)) {
      sketch.item('tiktok-service-logs', moment, {
        player_id: subject.id,
        log_id: `${utc(moment)}#${random.letters(5)}`,
        logged_at: utc(moment),
        ip: own.ip,
        device_id: own.id,
        device_model: own.model,
        network: random.pick(['wifi', '5g', '4g']),
        risk_score: random.whole(0, 100),
        status: random.pick([200, 200, 200, 404, 500]),
      });
    }
  }

  if (random.chance(70)) {
    const opened = sketch.day(-40, 0);
    // Some are not answered yet: nothing of them is due before the account is closed.
    const closed = random.chance(80) ? Math.max(opened + DAY, start - 29 * DAY) : null;
    sketch.item('tiktok-tickets', opened, {
      ticket_id: uuid(random),
      player_id: subject.id,
      opened_at: utc(opened),
      ...(closed !== null && closed <= start && { closed_at: utc(closed) }),
      text: supportText(random, owner),
      screenshot: random.hex(64),
      topic: random.pick(['充值', '登录', '活动']),
    });
  }
}
