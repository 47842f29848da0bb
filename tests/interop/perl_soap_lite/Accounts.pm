# Chapters 1 and 2: a stranger, and the administrator.
package Accounts;
use strict;
use warnings;
use utf8;
use Desk;
use Telling;

sub stranger {
    my ($story) = @_;
    my $desk = Desk->connect;
    my @texts = (
        ['Ping', 'hello'],
        ['chinese and emoji', '打印机卡纸 😀𠮷'],
        ['markup', q(<b>&amp; "both" 'quotes' ]]></b>)],
        ['white space', "  two blanks\ta tab\na line feed  "],
        ['empty text', ''],
        ['absent text', undef],
    );
    for (@texts) {
        my ($name, $text) = @$_;
        expect($name, $text, $desk->call(Ping => text => $text)->result->{text});
    }

    my $username = "$story->{run}.customer";
    expect('IsUsernameAvailable', 'true', $desk->call(IsUsernameAvailable => username => $username)->result);
    my $user = $desk->call(
        Register => username => $username,
        password => $story->{password},
        displayName => '王小明',
        language => 'zh',
    )->result;
    expect('Register', [$username, 'customer'], [$user->{username}, $user->{role}]);
    expect('IsUsernameAvailable', 'false', $desk->call(IsUsernameAvailable => username => $username)->result);
    $story->{customer_user} = $user;
    return;
}

sub administrator {
    my ($story) = @_;
    my $token = Desk->log_in($ENV{DESK_ADMINISTRATOR}, $story->{password});
    expect('Login', 43, length $token);
    my $desk = $story->{administrator} = Desk->with_session($token);
    my $me = $desk->call('GetCurrentUser')->result;
    expect('GetCurrentUser', [$ENV{DESK_ADMINISTRATOR}, 'admin'], [$me->{username}, $me->{role}]);
    my $info = $desk->call('GetServerInfo')->result;
    expect('GetServerInfo', ['SoapDesk', $Desk::NAMESPACE], [$info->{product}, $info->{contractNamespace}]);
    if ($ENV{DESK_AUTHORITY}) {
        my $other = Desk->with_password($ENV{DESK_ADMINISTRATOR}, $story->{password});
        expect('GetCurrentUser', $me->{username}, $other->call('GetCurrentUser')->result->{username});
    }

    my @departments = $desk->call('ListDepartments')->valueof('//DepartmentNode');
    expect('ListDepartments', 0, $departments[0]{depth});
    my $department = $departments[-1]{name};
    $story->{staff_user} = create_user($story, 'staff', 'staff', $department);
    $story->{other_staff_user} = create_user($story, 'other', 'staff', $department);
    expect('CreateUser', ['staff', $department], [@{$story->{staff_user}}{qw(role department)}]);
    my $found = $desk->call(GetUser => userId => $story->{staff_user}{id})->result;
    expect('GetUser', $story->{staff_user}{username}, $found->{username});

    change_password($story);
    my $users = $desk->call(ListUsers => filter => [text => $story->{run}, role => 'staff']);
    my @names = sort map { $_->{username} } $users->valueof('//User');
    expect('ListUsers', ["$story->{run}.other", "$story->{run}.staff"], \@names);
    newcomer($story, create_user($story, 'newcomer', 'customer'));
    return;
}

sub create_user {
    my ($story, $name, $role, $department) = @_;
    return $story->{administrator}->call(
        CreateUser => username => "$story->{run}.$name",
        password => $story->{password},
        displayName => "$name of $story->{run}",
        role => $role,
        department => $department,
    )->result;
}

# A new member of the staff has to, before anything else.
sub change_password {
    my ($story) = @_;
    my $username = $story->{staff_user}{username};
    my $first = Desk->with_session(Desk->log_in($username, $story->{password}));
    $first->call(ChangePassword => currentPassword => $story->{password}, newPassword => $story->{new_password});
    $story->{staff_token} = Desk->log_in($username, $story->{new_password});
    $story->{staff} = Desk->with_session($story->{staff_token});
    expect('ChangePassword', 'false', $story->{staff}->call('GetCurrentUser')->result->{mustChangePassword});
    return;
}

# What an administrator can do to a user; each step is based on the version that the one before has left.
sub newcomer {
    my ($story, $user) = @_;
    my $desk = $story->{administrator};
    my @user = (userId => $user->{id});
    $user = $desk->call(SetUserRole => @user, role => 'staff', expectedVersion => $user->{version})->result;
    expect('SetUserRole', 'staff', $user->{role});
    $user = $desk->call(FreezeUser => @user, reason => '休假', expectedVersion => $user->{version})->result;
    expect('FreezeUser', ['frozen', '休假'], [$user->{status}, $user->{frozenReason}]);
    $user = $desk->call(UnfreezeUser => @user, expectedVersion => $user->{version})->result;
    expect('UnfreezeUser', undef, $user->{frozenReason});
    expect('enumerations', 'active', $user->{status});
    $user = $desk->call(
        ResetPassword => @user,
        newPassword => $story->{new_password},
        expectedVersion => $user->{version},
    )->result;
    expect('ResetPassword', 'true', $user->{mustChangePassword});
    my $report = $desk->call(
        FreezeInactiveUsers => inactiveSince => '2020-01-01T00:00:00Z',
        reason => '长期未用',
        dryRun => 'true',
    )->result;
    expect('FreezeInactiveUsers', ['true', 0], [$report->{dryRun}, $report->{count}]);
    return;
}

1;
