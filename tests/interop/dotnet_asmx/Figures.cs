// Figures, the feed of changes, and what was written down.
using System;
using System.Linq;
using Desk;
using static Report;

static partial class Story {
    static void Figures() {
        Check("ListRatings", () => {
            var answer = administrator.ListRatings(new RatingFilter { handlerId = staffUser.id, score = 4 }, null);
            Equal(printer.id, answer.ratings.Single().eventId);
        });
        Check("GetStaffScorecard", () => {
            var card = administrator.GetStaffScorecard(staffUser.id, null, null);
            Equal(1, card.ratingCount);
            Equal(1, card.distribution.Single(each => each.score == 4).count);
        });
        Check("GetDeskStatistics", () => {
            var now = DateTime.UtcNow;
            var figures = staff.GetDeskStatistics(null, now.AddDays(-7), now.AddMinutes(1), utcOffsetMinutes: 480);
            Equal(staffUser.id, figures.staff.id);
            Equal(1, figures.buckets.Sum(each => each.completedCount));
        });
        Check("decimals", () => {
            var card = staff.GetStaffScorecard(null, null, null);
            Equal("4.00", card.ratingMean.ToString());
            Equal("0.5000", card.reopenRate.ToString());
        });
        Check("GetChanges", () => {
            var answer = customer.GetChanges(null, 200);
            Equal(false, answer.hasMore);
            var changes = answer.changes.Where(each => each.eventId == printer.id);
            Contains("RateEvent", changes.Select(each => each.operation));
            Equal(0, customer.GetChanges(answer.nextCursor, null).changes.Length);
        });
        Check("ListAuditEntries", () => {
            var filter = new AuditFilter { actorId = customerUser.id, operation = "CompleteEvent" };
            var entry = administrator.ListAuditEntries(filter, null).entries.Single();
            Equal(Outcome.done, entry.outcome);
            Equal(null, entry.code);
        });
    }
}
