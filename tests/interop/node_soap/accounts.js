/** Chapters 1 and 2: a stranger, and the administrator. */
import { DESK, connect, logIn, withPassword, withSession, written } from './desk.js';
import { expect } from './telling.js';

export async function stranger(story) {
  const desk = await connect();
  for (const [name, text] of Object.entries({
    Ping: 'hello',
    'chinese and emoji': '打印机卡纸 😀𠮷',
    markup: '<b>&amp; "both" \'quotes\' ]]></b>',
    'white space': '  two blanks\ta tab\na line feed  ',
    'empty text': '',
    'absent text': undefined,
  })) {
    const [{ PingResult: pong }] = await desk.PingAsync({ text });
    expect(name, text, pong.text);
  }

  const username = `${story.run}.customer`;
  const [{ IsUsernameAvailableResult: free }] = await desk.IsUsernameAvailableAsync({ username });
  expect('IsUsernameAvailable', true, free);
  const [{ RegisterResult: user }] = await desk.RegisterAsync({
    username,
    password: story.password,
    displayName: '王小明',
    language: 'zh',
  });
  expect('Register', [username, 'customer'], [user.username, user.role]);
  const [{ IsUsernameAvailableResult: stillFree }] = await desk.IsUsernameAvailableAsync({ username });
  expect('booleans', false, stillFree);
  story.customerUser = user;
}

export async function administrator(story) {
  const token = await logIn(process.env.DESK_ADMINISTRATOR, story.password);
  expect('Login', 43, token.length);
  const desk = await withSession(token);
  story.administrator = desk;
  const [{ GetCurrentUserResult: me }] = await desk.GetCurrentUserAsync({});
  expect('GetCurrentUser', [process.env.DESK_ADMINISTRATOR, 'admin'], [me.username, me.role]);
  const [{ GetServerInfoResult: info }] = await desk.GetServerInfoAsync({});
  expect('GetServerInfo', ['SoapDesk', DESK], [info.product, info.contractNamespace]);
  if (process.env.DESK_AUTHORITY) {
    const other = await withPassword(process.env.DESK_ADMINISTRATOR, story.password);
    const [{ GetCurrentUserResult: same }] = await other.GetCurrentUserAsync({});
    expect('GetCurrentUser', me.username, same.username);
  }

  const [{ ListDepartmentsResult: list }] = await desk.ListDepartmentsAsync({});
  expect('ListDepartments', 0, list.departments.DepartmentNode[0].depth);
  const department = list.departments.DepartmentNode.at(-1).name;
  story.staffUser = await createUser(story, 'staff', 'staff', department);
  story.otherStaffUser = await createUser(story, 'other', 'staff', department);
  expect('CreateUser', ['staff', department], [story.staffUser.role, story.staffUser.department]);
  expect('booleans', true, story.staffUser.mustChangePassword);
  const [{ GetUserResult: found }] = await desk.GetUserAsync({ userId: story.staffUser.id });
  expect('GetUser', story.staffUser.username, found.username);

  await changePassword(story);
  const [{ ListUsersResult: users }] = await desk.ListUsersAsync({ filter: { text: story.run, role: 'staff' } });
  const names = users.users.User.map((user) => user.username).sort();
  expect('ListUsers', [`${story.run}.other`, `${story.run}.staff`], names);
  await newcomer(story, await createUser(story, 'newcomer', 'customer'));
}

async function createUser(story, name, role, department) {
  const [{ CreateUserResult: user }] = await story.administrator.CreateUserAsync({
    username: `${story.run}.${name}`,
    password: story.password,
    displayName: `${name} of ${story.run}`,
    role,
    department,
  });
  return user;
}

/** A new member of the staff has to, before anything else. */
async function changePassword(story) {
  const { username } = story.staffUser;
  const first = await withSession(await logIn(username, story.password));
  await first.ChangePasswordAsync({ currentPassword: story.password, newPassword: story.newPassword });
  story.staffToken = await logIn(username, story.newPassword);
  story.staff = await withSession(story.staffToken);
  const [{ GetCurrentUserResult: user }] = await story.staff.GetCurrentUserAsync({});
  expect('ChangePassword', false, user.mustChangePassword);
}

/** What an administrator can do to a user; each step is based on the version that the one before has left. */
async function newcomer(story, user) {
  const desk = story.administrator;
  const userId = user.id;
  const [{ SetUserRoleResult: staff }] = await desk.SetUserRoleAsync({
    userId, role: 'staff', expectedVersion: user.version,
  });
  expect('SetUserRole', 'staff', staff.role);
  const [{ FreezeUserResult: frozen }] = await desk.FreezeUserAsync({
    userId, reason: '休假', expectedVersion: staff.version,
  });
  expect('FreezeUser', ['frozen', '休假'], [frozen.status, frozen.frozenReason]);
  const [{ UnfreezeUserResult: active }] = await desk.UnfreezeUserAsync({ userId, expectedVersion: frozen.version });
  expect('UnfreezeUser', undefined, active.frozenReason);
  expect('enumerations', 'active', active.status);
  const [{ ResetPasswordResult: reset }] = await desk.ResetPasswordAsync({
    userId, newPassword: story.newPassword, expectedVersion: active.version,
  });
  expect('ResetPassword', true, reset.mustChangePassword);
  const [{ FreezeInactiveUsersResult: report }] = await desk.FreezeInactiveUsersAsync({
    inactiveSince: written(new Date('2020-01-01')), reason: '长期未用', dryRun: true,
  });
  expect('FreezeInactiveUsers', [true, 0], [report.dryRun, report.count]);
}
