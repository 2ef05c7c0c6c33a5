import { address, city } from '../people.ts';
import { DAY, type Sketch, utc } from '../sketch.ts';
import { device, replyText, searchText, supportText, uuid } from '../things.ts';

const POSTS = ['今天的晚霞很好看', '求推荐周末去处', '转让九成新书桌', '分享一份红烧肉做法', '小区门口修路了'];

/** A member of the consumer platform: an account without an end, posts, log lines, answers to surveys. */
export function member(sketch: Sketch): void {
  const { random, subject, owner, start } = sketch;
  account(sketch);
  const own = device(random);

  for (let posts = random.whole(3, 7); posts > 0; posts--) {
    const at = sketch.day(-600, random.chance(10) ? 180 : 0);
    sketch.item('weidandan-posts', at, {
      post_id: uuid(random),
      author_id: subject.id,
      posted_at: utc(at),
      text: random.pick(POSTS),
      ...(random.chance(50) && { photo: `photos/${random.hex(20)}.jpg` }),
      ...(random.chance(15) && { people_shown: [sketch.another().name] }),
      likes: random.whole(0, 500),
    });
  }

  const home = address(random);
  const visits = [
    random.chance(40) ? sketch.day(-200, -31) : sketch.lately(27),
    random.chance(45) ? sketch.day(-29, 0) : sketch.lately(27),
  ];
  for (const at of visits) {
    // Of what is older than 30 days only the region is left.
    const place = at > start - 30 * DAY ? home : home.slice(0, 2);
    for (const moment of sketch.burst(at, 4, 8)) {
      sketch.item('weidandan-logs', moment, {
        user_id: subject.id,
        log_id: `${utc(moment)}#${random.letters(5)}`,
        logged_at: Math.floor(moment / 1000),
        ip: own.ip,
        query: searchText(random),
        referrer: `https://www.example.com/${random.letters(6)}`,
        browser: random.pick(['Chrome 140', 'Safari 19', 'QQBrowser 14']),
        cookie_id: own.cookie,
        place,
        milliseconds: random.whole(5, 900),
      });
    }
  }

  for (let submissions = random.whole(0, 3); submissions > 0; submissions--) {
    const submitted = sketch.day(-88, 0);
    const answered = submitted + random.whole(1, 3) * DAY;
    sketch.item('weidandan-submissions', submitted, {
      submission_id: uuid(random),
      user_id: subject.id,
      submitted_at: utc(submitted),
      ...(answered <= start && { answered_at: utc(answered) }),
      name: owner.name,
      phone: owner.phone,
      postal_address: owner.address,
      ...(random.chance(30) && { sensitive_answer: random.pick(['糖尿病', '信仰', '过敏史']) }),
      message: supportText(random, owner),
      ...(answered <= start && { reply: replyText(random, owner) }),
      score: random.whole(1, 10),
      city_tier: random.whole(1, 5),
    });
  }
}

function account(sketch: Sketch): void {
  const { random, subject, owner, start } = sketch;
  const registered = sketch.day(-900, -31);
  // The number goes 30 days after the check: who was checked before has none any more, who was not yet still has it.
  const check = random.pick(['long ago', 'lately', 'lately', 'not yet'] as const);
  const verified = check === 'lately' ? sketch.day(-29, 0) : start - 31 * DAY;
  sketch.item('weidandan-accounts', registered, {
    user_id: subject.id,
    registered_at: utc(registered),
    ...(check !== 'not yet' && { verified_at: utc(verified) }),
    real_name: owner.name,
    mobile: owner.phone,
    ...(check !== 'long ago' && { id_number: owner.idNumber }),
    language: random.pick(['zh-CN', 'zh-CN', 'ug-CN', 'en']),
    place_setting: city(random),
    partner_logins: [{ partner: random.pick(['地图', '音乐', '外卖']), at: utc(registered) }],
    theme: random.pick(['light', 'dark']),
  });
}
