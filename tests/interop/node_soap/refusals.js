/** Chapters 8 and 9: refusals, and the end. */
import { refusal, renameMe, withSession } from './desk.js';
import { expect } from './telling.js';

export async function refusals(story) {
  const { administrator, customer } = story;
  await refused('wrong type', 'INVALID_MESSAGE', 'userId', administrator.GetUserAsync({ userId: 'many' }));
  await refused('missing element', 'INVALID_MESSAGE', 'userId', administrator.GetUserAsync({}));
  await refused('out of range', 'INVALID_ARGUMENT', 'score', customer.RateEventAsync({
    eventId: story.event.id, expectedVersion: story.event.version, score: 9,
  }));
  const expired = await withSession(process.env.DESK_EXPIRED_TOKEN);
  await refused('expired session', 'SESSION_EXPIRED', undefined, expired.GetCurrentUserAsync({}));
  await refused('refused permission', 'PERMISSION_DENIED', undefined, customer.ListUsersAsync({}));
  await refused('stale version', 'CONFLICT', 'expectedVersion', customer.UpdateProfileAsync({
    expectedVersion: story.customerUser.version, displayName: '王大明',
  }));
  const done = await renameMe(customer, story.customerUser, '王大明');
  expect('stale version', 'read it again, and decide again', done);
}

export async function refused(name, code, field, call) {
  try {
    await call;
    console.log(`FAIL ${name}: not refused`);
  } catch (error) {
    const found = refusal(error);
    const named = /^[0-9a-f]{16}$/.test(found.correlationId);
    expect(name, [code, field, false, true], [found.code, found.field, found.retryable, named]);
  }
}

export async function leaving(story) {
  await story.customer.LogoutAsync({});
  await refused('Logout', 'SESSION_EXPIRED', undefined, story.customer.GetCurrentUserAsync({}));
}
