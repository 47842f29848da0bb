<?php
/** Chapters 1 and 2: a stranger, and the administrator. */
declare(strict_types=1);

function stranger(Story $story): void
{
    $desk = connect();
    foreach ([
        'Ping' => 'hello',
        'chinese and emoji' => '打印机卡纸 😀𠮷',
        'markup' => '<b>&amp; "both" \'quotes\' ]]></b>',
        'white space' => "  two blanks\ta tab\na line feed  ",
        'empty text' => '',
    ] as $name => $text) {
        expect($name, $text, $desk->Ping(['text' => $text])->PingResult->text);
    }
    expect('absent text', null, $desk->Ping()->PingResult->text ?? null);

    $username = "$story->run.customer";
    $free = fn () => $desk->IsUsernameAvailable(['username' => $username])->IsUsernameAvailableResult;
    expect('IsUsernameAvailable', true, $free());
    $story->customerUser = $desk->Register([
        'username' => $username,
        'password' => $story->password,
        'displayName' => '王小明',
        'language' => 'zh',
    ])->RegisterResult;
    expect('Register', [$username, 'customer'], [$story->customerUser->username, $story->customerUser->role]);
    expect('booleans', false, $free());
}

function administrator(Story $story): void
{
    $token = logIn(getenv('DESK_ADMINISTRATOR'), $story->password);
    expect('Login', 43, strlen($token));
    $desk = $story->administrator = withSession($token);
    $me = $desk->GetCurrentUser()->GetCurrentUserResult;
    expect('GetCurrentUser', 'admin', $me->role);
    expect('headers', getenv('DESK_ADMINISTRATOR'), $me->username);
    // A session in the header does no harm where none is needed.
    expect('headers', 'hello', $desk->Ping(['text' => 'hello'])->PingResult->text);

    $info = $desk->GetServerInfo()->GetServerInfoResult;
    expect('GetServerInfo', ['SoapDesk', DESK], [$info->product, $info->contractNamespace]);
    if (getenv('DESK_AUTHORITY')) {
        $me = withPassword(getenv('DESK_ADMINISTRATOR'), $story->password)->GetCurrentUser()->GetCurrentUserResult;
        expect('GetCurrentUser', getenv('DESK_ADMINISTRATOR'), $me->username);
    }

    $departments = $desk->ListDepartments()->ListDepartmentsResult->departments->DepartmentNode;
    expect('ListDepartments', 0, $departments[0]->depth);
    $department = end($departments)->name;
    $story->staffUser = createUser($story, 'staff', 'staff', $department);
    $story->otherStaffUser = createUser($story, 'other', 'staff', $department);
    expect('CreateUser', ['staff', $department], [$story->staffUser->role, $story->staffUser->department]);
    expect('booleans', true, $story->staffUser->mustChangePassword);
    $found = $desk->GetUser(['userId' => $story->staffUser->id])->GetUserResult;
    expect('GetUser', $story->staffUser->username, $found->username);

    withSession(logIn($found->username, $story->password))->ChangePassword([
        'currentPassword' => $story->password,
        'newPassword' => $story->newPassword(),
    ]);
    $story->staffToken = logIn($found->username, $story->newPassword());
    $story->staff = withSession($story->staffToken);
    expect('ChangePassword', false, $story->staff->GetCurrentUser()->GetCurrentUserResult->mustChangePassword);

    $users = $desk->ListUsers(['filter' => ['text' => $story->run, 'role' => 'staff']])->ListUsersResult->users->User;
    $names = array_map(fn ($user) => $user->username, $users);
    sort($names);
    expect('ListUsers', ["$story->run.other", "$story->run.staff"], $names);
    newcomer($story, createUser($story, 'newcomer', 'customer', null));
}

function createUser(Story $story, string $name, string $role, ?string $department): stdClass
{
    return $story->administrator->CreateUser([
        'username' => "$story->run.$name",
        'password' => $story->password,
        'displayName' => "$name of $story->run",
        'role' => $role,
        'department' => $department,
    ])->CreateUserResult;
}

/** What an administrator can do to a user; each step is based on the version that the one before has left. */
function newcomer(Story $story, stdClass $user): void
{
    $desk = $story->administrator;
    $user = $desk->SetUserRole([
        'userId' => $user->id, 'role' => 'staff', 'expectedVersion' => $user->version,
    ])->SetUserRoleResult;
    expect('SetUserRole', 'staff', $user->role);
    $user = $desk->FreezeUser([
        'userId' => $user->id, 'reason' => '休假', 'expectedVersion' => $user->version,
    ])->FreezeUserResult;
    expect('FreezeUser', ['frozen', '休假'], [$user->status, $user->frozenReason]);
    $user = $desk->UnfreezeUser(['userId' => $user->id, 'expectedVersion' => $user->version])->UnfreezeUserResult;
    expect('UnfreezeUser', ['active', null], [$user->status, $user->frozenReason ?? null]);
    expect('enumerations', 'active', $user->status);
    $user = $desk->ResetPassword([
        'userId' => $user->id, 'newPassword' => $story->newPassword(), 'expectedVersion' => $user->version,
    ])->ResetPasswordResult;
    expect('ResetPassword', true, $user->mustChangePassword);
    $report = $desk->FreezeInactiveUsers([
        'inactiveSince' => written(new DateTimeImmutable('2020-01-01')), 'reason' => '长期未用', 'dryRun' => true,
    ])->FreezeInactiveUsersResult;
    expect('FreezeInactiveUsers', [true, 0], [$report->dryRun, $report->count]);
}
