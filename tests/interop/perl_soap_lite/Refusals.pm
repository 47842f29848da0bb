# Chapters 8 and 9: refusals, and the end.
package Refusals;
use strict;
use warnings;
use utf8;
use Desk;
use Scalar::Util qw(blessed);
use Telling;

sub refusals {
    my ($story) = @_;
    my ($administrator, $customer) = @$story{qw(administrator customer)};
    refused('wrong type', 'INVALID_MESSAGE', 'userId', sub { $administrator->call(GetUser => userId => 'many') });
    refused('missing element', 'INVALID_MESSAGE', 'userId', sub { $administrator->call('GetUser') });
    refused('out of range', 'INVALID_ARGUMENT', 'score', sub {
        $customer->call(RateEvent => eventId => $story->{event}{id}, expectedVersion => 1, score => 9);
    });
    my $expired = Desk->with_session($ENV{DESK_EXPIRED_TOKEN});
    refused('expired session', 'SESSION_EXPIRED', undef, sub { $expired->call('GetCurrentUser') });
    refused('refused permission', 'PERMISSION_DENIED', undef, sub { $customer->call('ListUsers') });
    refused('stale version', 'CONFLICT', 'expectedVersion', sub {
        $customer->call(
            UpdateProfile => expectedVersion => $story->{customer_user}{version},
            displayName => '王大明',
        );
    });
    my $done = $customer->rename_me($story->{customer_user}, '王大明');
    expect('stale version', 'read it again, and decide again', $done);
    return;
}

sub refused {
    my ($name, $code, $field, $call) = @_;
    if (eval { $call->(); 1 }) {
        print "FAIL $name: not refused\n";
        return;
    }
    my $refusal = $@;
    die $refusal if !(blessed $refusal && $refusal->isa('Refusal'));
    expect($name, [$code, $field, '', 1], [
        $refusal->code, $refusal->field, $refusal->retryable, $refusal->correlation_id =~ /^[0-9a-f]{16}$/,
    ]);
    return;
}

sub leaving {
    my ($story) = @_;
    $story->{customer}->call('Logout');
    refused('Logout', 'SESSION_EXPIRED', undef, sub { $story->{customer}->call('GetCurrentUser') });
    return;
}

1;
