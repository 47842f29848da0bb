# snippet: program
use strict;
use warnings;
use utf8;
use SOAP::Lite;

my @person = (username => $ARGV[0], password => 'seven quiet lanterns');
my @session;
my $desk = SOAP::Lite->new(proxy => $ENV{DESK_URL}, default_ns => 'urn:soapdesk:v1');
$desk->autotype(0);
$desk->on_action(sub { join '/', @_ });
$desk->on_fault(sub { die ref $_[1] ? $_[1]->valueof('//ServiceFault/code') : $_[0]->transport->status, "\n" });

# Calls an operation with members in the order of the WSDL, all of them text.
sub call {
    my ($operation, @members) = @_;
    my @elements;
    while (my ($name, $text) = splice @members, 0, 2) {
        push @elements, SOAP::Data->name($name)->type('string')->value($text);
    }
    return $desk->call($operation => @elements, @session)->result;
}

call(Register => @person, displayName => '王小明', language => 'zh');
my $token = SOAP::Data->name(token => call(Login => @person)->{token});
@session = SOAP::Header->name('SessionHeader')->attr({xmlns => 'urn:soapdesk:v1'})->value(\$token);
my $event = call(SubmitEvent => title => '打印机卡纸', content => '每次打印第二页就卡纸。');
print "$event->{id} $event->{status}\n";
eval { call(WithdrawEvent => eventId => $event->{id}, expectedVersion => 99) };
print $@;
# end snippet
