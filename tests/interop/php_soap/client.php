<?php
/** The story of README.md beside this folder, told with PHP's SoapClient. */
declare(strict_types=1);

foreach (['desk', 'telling', 'accounts', 'events', 'figures', 'refusals'] as $part) {
    require __DIR__ . "/$part.php";
}

$story = new Story(getenv('DESK_RUN'), getenv('DESK_PASSWORD'));
foreach ([
    'stranger', 'administrator', 'customer', 'assignment', 'conversation', 'figures', 'data', 'refusals', 'leaving',
] as $each) {
    chapter($each, $story);
}
