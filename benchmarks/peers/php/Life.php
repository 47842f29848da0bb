<?php
declare(strict_types=1);

/** What may be done with an event, by its state, the caller's permissions, and whose it is. */
final class Life
{
    private const OPEN = ['submitted', 'assigned', 'in_progress'];
    private const TALKING = ['submitted', 'assigned', 'in_progress', 'resolved'];
    private const HANDLED = ['assigned', 'in_progress', 'resolved'];
    private const WORKED_ON = ['assigned', 'in_progress'];
    private const STEPS = [
        ['AssignEvent', self::TALKING, 'assignments:write', 'anybody'],
        ['UnassignEvent', self::WORKED_ON, 'assignments:write', 'anybody'],
        ['PostReply', self::TALKING, 'replies:post', 'anybody'],
        ['ResolveEvent', self::WORKED_ON, 'events:handle', 'handler'],
        ['CompleteEvent', self::HANDLED, 'events:decide', 'customer'],
        ['ReopenEvent', ['resolved', 'completed'], 'events:decide', 'customer'],
        ['WithdrawEvent', self::OPEN, 'events:decide', 'customer'],
        ['DeleteWithdrawnEvent', ['withdrawn'], 'events:delete', 'anybody'],
        ['RestoreEvent', ['deleted'], 'events:delete', 'anybody'],
        ['RateEvent', ['completed'], 'events:decide', 'customer'],
        ['UpdateEvent', self::OPEN, 'events:update', 'anybody'],
        ['AddAttachment', self::TALKING, 'replies:post', 'anybody'],
    ];

    public static function allowed(Caller $caller, string $status, int $customer, ?int $handler): array
    {
        $theirs = ['anybody' => true, 'customer' => $customer === $caller->id, 'handler' => $handler === $caller->id];
        $allowed = [];
        foreach (self::STEPS as [$operation, $states, $permission, $whose]) {
            if ($theirs[$whose] && in_array($status, $states, true) && $caller->may($permission)) {
                $allowed[] = $operation;
            }
        }
        return $allowed;
    }
}
