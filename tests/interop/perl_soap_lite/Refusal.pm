package Refusal;
use strict;
use warnings;

# snippet: refusal
# What the desk says when it refuses a call: what `die` is given, and `eval` finds in $@.
use overload '""' => sub { $_[0]{message} }, fallback => 1;

sub new {
    my ($class, $answer) = @_;
    my $told = $answer->valueof('//ServiceFault') or die 'a fault of somebody else: ', $answer->faultstring, "\n";
    # "false" as text is true in Perl.
    return bless {%$told, retryable => $told->{retryable} eq 'true'}, $class;
}

sub code { $_[0]{code} }
sub field { $_[0]{field} }
sub retryable { $_[0]{retryable} }
sub correlation_id { $_[0]{correlationId} }
# end snippet

1;
