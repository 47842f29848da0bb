<?php
declare(strict_types=1);

/** What submits an event: five rows in the transaction of the call. */
final class Submission
{
    private const CUSTOMER = <<<'SQL'
        SELECT u.display_name FROM users u JOIN roles r ON r.id = u.role_id
        WHERE u.id = ? AND u.status = 'active' AND r.name = 'customer'
        SQL;
    private const CATEGORY = 'SELECT id FROM event_categories WHERE code = ? AND active';
    private const EVENT = <<<'SQL'
        INSERT INTO events (customer_id, submitted_by_id, category_id, title, content, priority, status, reply_count,
                            reopen_count, submitted_at, updated_at, version)
        VALUES (?, ?, ?, ?, ?, ?, 'submitted', 0, 0, now(), now(), 1) RETURNING id, submitted_at
        SQL;
    private const SEARCH = "INSERT INTO event_search (rowid, tokens) VALUES (?, to_tsvector('simple', ?))";
    private const CHANGE = <<<'SQL'
        INSERT INTO changes (event_id, operation, status, event_version, internal, happened_at)
        VALUES (?, 'SubmitEvent', 'submitted', 1, false, now())
        SQL;
    private const HISTORY = <<<'SQL'
        INSERT INTO event_history (event_id, actor_id, operation, to_status, note_internal, internal, happened_at)
        VALUES (?, ?, 'SubmitEvent', 'submitted', false, false, now())
        SQL;
    private const AUDIT = <<<'SQL'
        INSERT INTO audit_log (happened_at, actor_id, operation, outcome, subject, address, correlation_id)
        VALUES (now(), ?, 'SubmitEvent', 'done', ?, ?, ?)
        SQL;

    public function __construct(private readonly Desk $desk, private readonly Caller $caller)
    {
    }

    public function submit(stdClass $asked): array
    {
        $customer = (int) ($asked->customerId ?? 0) ?: $this->caller->id;
        if ($customer !== $this->caller->id && !$this->caller->may('events:submit_for_others')) {
            throw Desk::refusal('PERMISSION_DENIED', 'You may submit events for yourself only.');
        }
        [$title, $content, $code] = [$asked->title, $asked->content, $asked->category ?? 'general'];
        $lengths = [iconv_strlen($title) <= 200, iconv_strlen($content) <= 20_000, $title !== '', $content !== ''];
        $name = $this->desk->query(self::CUSTOMER, [$customer])->fetchColumn();
        $category = $this->desk->query(self::CATEGORY, [$code])->fetchColumn();
        if (in_array(false, [...$lengths, $name, $category], true)) {
            throw Desk::refusal('INVALID_ARGUMENT', 'The customer, the category, the title or the content is wrong.');
        }
        $priority = $asked->priority ?? 'normal';
        $new = [$customer, $this->caller->id, $category, $title, $content, $priority];
        [$id, $now] = $this->desk->query(self::EVENT, $new)->fetch();
        $this->desk->query(self::SEARCH, [$id, "$title $content"]);
        $this->desk->query(self::CHANGE, [$id]);
        $this->desk->query(self::HISTORY, [$id, $this->caller->id]);
        $audit = [$this->caller->id, "event:$id", $_SERVER['REMOTE_ADDR'], Desk::correlation()];
        $this->desk->query(self::AUDIT, $audit);
        return [
            'id' => $id,
            'title' => $title,
            'status' => 'submitted',
            'priority' => $priority,
            'category' => $code,
            'customer' => Desk::person($customer, $name),
            'replyCount' => 0,
            'submittedAt' => Desk::instant($now),
            'updatedAt' => Desk::instant($now),
            'version' => 1,
            'content' => $content,
            'reopenCount' => 0,
            'assignedAt' => null,
            'resolvedAt' => null,
            'completedAt' => null,
        ];
    }
}
