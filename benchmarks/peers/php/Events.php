<?php
declare(strict_types=1);

/** What reads events. */
final class Events
{
    private const SUMMARY = 'e.id, e.title, e.status, e.priority, c.code, e.customer_id, cu.display_name, e.handler_id,'
        . ' h.display_name, e.reply_count, e.submitted_at, e.updated_at, e.version';
    private const FROM = ' FROM events e JOIN event_categories c ON c.id = e.category_id'
        . ' JOIN users cu ON cu.id = e.customer_id LEFT JOIN users h ON h.id = e.handler_id';
    private const VISIBLE = "(e.status <> 'deleted' OR ?::bool)"
        . ' AND (?::bool OR e.customer_id = ? OR (?::bool AND e.handler_id = ?))';
    private const EVENT = 'SELECT ' . self::SUMMARY
        . ', e.content, e.reopen_count, e.assigned_at, e.resolved_at, e.completed_at' . self::FROM
        . ' WHERE e.id = ? AND ' . self::VISIBLE;
    private const RATING = <<<'SQL'
        SELECT r.customer_id, c.display_name, r.handler_id, h.display_name, r.score, r.opinion, r.rated_at, r.changed_at
        FROM ratings r JOIN users c ON c.id = r.customer_id JOIN users h ON h.id = r.handler_id WHERE r.event_id = ?
        SQL;
    private const REPLIES = <<<'SQL'
        SELECT r.id, r.author_id, u.display_name, r.kind, r.text, r.posted_at
        FROM replies r JOIN users u ON u.id = r.author_id
        WHERE r.event_id = ? AND (?::bool OR r.kind <> 'internal_note') ORDER BY r.id DESC LIMIT 50
        SQL;
    private const ATTACHMENTS = <<<'SQL'
        SELECT id, reply_id, file_name, media_type, size, sha256, uploaded_by_id, uploaded_at
        FROM attachments WHERE event_id = ? AND (?::bool OR NOT internal) ORDER BY id
        SQL;
    private const LIST = 'SELECT ' . self::SUMMARY . self::FROM . " WHERE e.status <> 'deleted' AND " . self::VISIBLE
        . ' ORDER BY e.submitted_at DESC, e.id DESC LIMIT 51';
    private const COUNT = "SELECT count(*) FROM (SELECT 1 FROM events e WHERE e.status <> 'deleted' AND "
        . self::VISIBLE . ' LIMIT 10001) counted';
    private const PAGE = 50;
    private const MAX_COUNTED = 10_000;

    public function __construct(private readonly Desk $desk, private readonly Caller $caller)
    {
    }

    public function get(int $id): array
    {
        $row = $this->desk->query(self::EVENT, [$id, ...$this->caller->sight()])->fetch();
        if ($row === false) {
            throw Desk::refusal('NOT_FOUND', 'There is no such event.');
        }
        $notes = $this->caller->may('internal_notes:use') && $row[5] !== $this->caller->id ? 't' : 'f';
        $rating = $this->rating($id);
        $replies = array_reverse($this->desk->query(self::REPLIES, [$id, $notes])->fetchAll());
        $attachments = $this->desk->query(self::ATTACHMENTS, [$id, $notes])->fetchAll();
        $details = [
            'event' => self::summary($row) + [
                'content' => $row[13],
                'reopenCount' => $row[14],
                'assignedAt' => Desk::instant($row[15]),
                'resolvedAt' => Desk::instant($row[16]),
                'completedAt' => Desk::instant($row[17]),
            ],
            'attachments' => ['Attachment' => array_map(fn (array $each) => self::attachment($id, $each), $attachments)],
            'replies' => ['Reply' => array_map(fn (array $each) => self::reply($id, $each), $replies)],
            'allowedOperations' => ['string' => Life::allowed($this->caller, $row[2], $row[5], $row[7])],
        ];
        return $rating === null ? $details : $details + ['rating' => $rating];
    }

    public function list(): array
    {
        $rows = $this->desk->query(self::LIST, $this->caller->sight())->fetchAll();
        $total = $this->desk->query(self::COUNT, $this->caller->sight())->fetchColumn();
        $shown = array_slice($rows, 0, self::PAGE);
        $list = [
            'events' => ['EventSummary' => array_map(self::summary(...), $shown)],
            'total' => min($total, self::MAX_COUNTED),
            'totalIsExact' => $total <= self::MAX_COUNTED,
        ];
        $last = end($shown);
        return count($rows) > count($shown) ? $list + ['nextCursor' => base64_encode("$last[10] $last[0]")] : $list;
    }

    private function rating(int $id): ?array
    {
        $row = $this->desk->query(self::RATING, [$id])->fetch();
        if ($row === false) {
            return null;
        }
        $rating = [
            'eventId' => $id,
            'customer' => Desk::person($row[0], $row[1]),
            'handler' => Desk::person($row[2], $row[3]),
            'score' => $row[4],
            'ratedAt' => Desk::instant($row[6]),
            'changedAt' => Desk::instant($row[7]),
        ];
        return $row[5] === null ? $rating : $rating + ['opinion' => $row[5]];
    }

    private static function summary(array $row): array
    {
        $event = [
            'id' => $row[0],
            'title' => $row[1],
            'status' => $row[2],
            'priority' => $row[3],
            'category' => $row[4],
            'customer' => Desk::person($row[5], $row[6]),
            'replyCount' => $row[9],
            'submittedAt' => Desk::instant($row[10]),
            'updatedAt' => Desk::instant($row[11]),
            'version' => $row[12],
        ];
        return $row[7] === null ? $event : $event + ['handler' => Desk::person($row[7], $row[8])];
    }

    private static function reply(int $id, array $row): array
    {
        return [
            'id' => $row[0],
            'eventId' => $id,
            'author' => Desk::person($row[1], $row[2]),
            'kind' => $row[3],
            'text' => $row[4],
            'postedAt' => Desk::instant($row[5]),
        ];
    }

    private static function attachment(int $id, array $row): array
    {
        return [
            'id' => $row[0],
            'eventId' => $id,
            'replyId' => $row[1],
            'fileName' => $row[2],
            'mediaType' => $row[3],
            'size' => $row[4],
            'sha256' => stream_get_contents($row[5]),
            'uploadedById' => $row[6],
            'uploadedAt' => Desk::instant($row[7]),
        ];
    }
}
