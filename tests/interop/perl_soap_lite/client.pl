# The story of README.md beside this folder, told with SOAP::Lite.
use strict;
use warnings;
use utf8;
use Accounts;
use Events;
use Figures;
use Refusals;
use Telling;

binmode STDOUT, ':encoding(UTF-8)';

# Who and what the story is about; a chapter adds what later ones need.
my $story = {
    run => $ENV{DESK_RUN},
    password => $ENV{DESK_PASSWORD},
    new_password => 'four green bicycles',
};
chapter(stranger => \&Accounts::stranger, $story);
chapter(administrator => \&Accounts::administrator, $story);
chapter(customer => \&Events::customer, $story);
chapter(assignment => \&Events::assignment, $story);
chapter(conversation => \&Events::conversation, $story);
chapter(figures => \&Figures::figures, $story);
chapter(data => \&Figures::data, $story);
chapter(refusals => \&Refusals::refusals, $story);
chapter(leaving => \&Refusals::leaving, $story);
