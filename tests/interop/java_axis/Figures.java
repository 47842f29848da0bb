import desk.AuditEntry;
import desk.AuditFilter;
import desk.Change;
import desk.ChangeList;
import desk.DeskStatistics;
import desk.Event;
import desk.Outcome;
import desk.Rating;
import desk.RatingFilter;
import desk.SoapDeskSoap_PortType;
import desk.StaffScorecard;
import java.math.BigDecimal;

/** Chapter 6: figures, the change feed and the audit log. */
final class Figures {
    private Figures() {
    }

    static void read(Story story) {
        SoapDeskSoap_PortType admin = story.administrator;
        Event event = story.events[0];
        Show.shows(() -> {
            Rating[] ratings = admin.listRatings(new RatingFilter(story.staffId, 4, null, null), null).getRatings();
            Show.same(ratings.length, 1);
            Show.same(ratings[0].getOpinion(), "很快");
        }, "ListRatings");
        Show.shows(() -> {
            StaffScorecard card = admin.getStaffScorecard(story.staffId, null, null);
            Show.same(card.getRatingMean(), new BigDecimal("4.00"));
            Show.same(card.getDistribution().length, 5);
        }, "GetStaffScorecard", "decimals");
        Show.shows(() -> {
            DeskStatistics figures = admin.getDeskStatistics(story.staffId, null, null, 480);
            Show.same(figures.getRatings()[0].getCount(), 1);
            Show.same(figures.getRatings()[0].getMean().intValueExact(), 4);
        }, "GetDeskStatistics");
        Show.shows(() -> {
            boolean seen = false;
            ChangeList page = null;
            do {
                page = story.customer.getChanges(page == null ? null : page.getNextCursor(), 10);
                for (Change change : page.getChanges()) {
                    seen |= change.getEventId() == event.getId() && change.getOperation().equals("RateEvent");
                }
            } while (page.isHasMore());
            Show.same(seen, true);
        }, "GetChanges");
        Show.shows(() -> {
            long customerId = event.getCustomer().getId();
            AuditFilter filter = new AuditFilter(customerId, "RateEvent", null, Outcome.done, null, null);
            AuditEntry[] entries = admin.listAuditEntries(filter, null).getEntries();
            Show.same(entries.length, 1);
            Show.same(entries[0].getSubject(), "event:" + event.getId());
        }, "ListAuditEntries");
    }
}
