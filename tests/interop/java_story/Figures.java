package story;

import static story.Checks.check;
import static story.Checks.equal;

import desk.AuditEntry;
import desk.AuditFilter;
import desk.BucketUnit;
import desk.Change;
import desk.ChangeList;
import desk.DeskStatistics;
import desk.Outcome;
import desk.Rating;
import desk.RatingFilter;
import desk.SessionHeader;
import desk.SoapDeskSoap;
import desk.StaffRatings;
import desk.StaffScorecard;
import desk.StatisticsBucket;
import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;

/** The desk in figures, and what has happened on it. */
final class Figures {
    private final Story story;
    private final SoapDeskSoap desk;
    private final SessionHeader header;

    Figures(Story story) {
        this.story = story;
        this.desk = story.administrator.desk;
        this.header = story.administrator.header;
    }

    void tell() {
        check("ListRatings", () -> {
            RatingFilter filter = new RatingFilter();
            filter.setHandlerId(story.firstAccount.getId());
            List<Rating> ratings = desk.listRatings(filter, null, header).getRatings().getRating();
            equal(1, ratings.size());
            equal("friendly", ratings.get(0).getOpinion());
        });
        check("GetStaffScorecard", () -> {
            StaffScorecard scorecard = scorecard();
            equal(1, scorecard.getRatingCount());
            equal(5, scorecard.getDistribution().getScoreCount().size());
            equal(1, scorecard.getDistribution().getScoreCount().get(3).getCount());
        });
        check("GetDeskStatistics", this::statistics);
        check("decimals", () -> {
            equal(new BigDecimal("4.00"), scorecard().getRatingMean());
            StaffRatings ratings = statisticsOfStaff().getRatings().getStaffRatings().get(0);
            equal(new BigDecimal("4.00"), ratings.getMean());
        });
        check("GetChanges", this::changes);
        check("ListAuditEntries", () -> {
            AuditFilter filter = new AuditFilter();
            filter.setActorId(story.customerAccount.getId());
            filter.setOperation("RateEvent");
            filter.setOutcome(Outcome.DONE);
            List<AuditEntry> entries =
                    desk.listAuditEntries(filter, null, header).getEntries().getAuditEntry();
            equal(1, entries.size());
            equal("王小明 😀", entries.get(0).getActorName());
        });
    }

    private StaffScorecard scorecard() throws Exception {
        return desk.getStaffScorecard(story.firstAccount.getId(), null, null, header);
    }

    private DeskStatistics statisticsOfStaff() throws Exception {
        OffsetDateTime now = OffsetDateTime.now();
        return desk.getDeskStatistics(story.firstAccount.getId(), Instants.write(now.minusDays(6)), Instants.write(now),
                480, header);
    }

    private void statistics() throws Exception {
        DeskStatistics statistics = statisticsOfStaff();
        equal(BucketUnit.DAY, statistics.getBucketUnit());
        List<StatisticsBucket> buckets = statistics.getBuckets().getStatisticsBucket();
        equal(1, buckets.get(buckets.size() - 1).getCompletedCount());
        equal(1, statistics.getFirstReply().getCount());
        equal(true, statistics.getFirstReply().getMedianSeconds() < 600);
    }

    private void changes() throws Exception {
        List<String> operations = new ArrayList<>();
        String cursor = null;
        ChangeList list;
        do {
            list = story.customer.desk.getChanges(cursor, 10, story.customer.header);
            for (Change change : list.getChanges().getChange())
                if (change.getEventId() == story.event.getId())
                    operations.add(change.getOperation());
            cursor = list.getNextCursor();
        } while (list.isHasMore());
        equal("SubmitEvent", operations.get(0));
        equal("RateEvent", operations.get(operations.size() - 1));
    }
}
