using System;
using System.Collections.Generic;
using System.Reflection;
using System.Xml.Serialization;

namespace Desk {
    /// <summary>The words of an enumeration of the contract, as they stand in tables and on the wire.</summary>
    public static class Words<T> {
        private static readonly Dictionary<string, T> Values = new Dictionary<string, T>();

        static Words() {
            foreach (T value in Enum.GetValues(typeof(T))) {
                Values.Add(Name(value), value);
            }
        }

        public static T Of(string word) => Values[word];

        public static string Name(T value) {
            FieldInfo member = typeof(T).GetField(value.ToString());
            XmlEnumAttribute named = member.GetCustomAttribute<XmlEnumAttribute>();
            return named == null ? member.Name : named.Name;
        }
    }

    /// <summary>What may be done with an event, by its state, the caller's permissions, and whose it is.</summary>
    public static class Life {
        private static readonly EventStatus Assigned = EventStatus.assigned, Submitted = EventStatus.submitted;
        private static readonly EventStatus InProgress = EventStatus.in_progress, Resolved = EventStatus.resolved;
        private static readonly EventStatus[] Open = { Submitted, Assigned, InProgress };
        private static readonly EventStatus[] Talking = { Submitted, Assigned, InProgress, Resolved };
        private static readonly EventStatus[] Handled = { Assigned, InProgress, Resolved };
        private static readonly EventStatus[] WorkedOn = { Assigned, InProgress };

        private static readonly Step[] Steps = {
            new Step("AssignEvent", Talking, "assignments:write", ""),
            new Step("UnassignEvent", WorkedOn, "assignments:write", ""),
            new Step("PostReply", Talking, "replies:post", ""),
            new Step("ResolveEvent", WorkedOn, "events:handle", "handler"),
            new Step("CompleteEvent", Handled, "events:decide", "customer"),
            new Step("ReopenEvent", new[] { Resolved, EventStatus.completed }, "events:decide", "customer"),
            new Step("WithdrawEvent", Open, "events:decide", "customer"),
            new Step("DeleteWithdrawnEvent", new[] { EventStatus.withdrawn }, "events:delete", ""),
            new Step("RestoreEvent", new[] { EventStatus.deleted }, "events:delete", ""),
            new Step("RateEvent", new[] { EventStatus.completed }, "events:decide", "customer"),
            new Step("UpdateEvent", Open, "events:update", ""),
            new Step("AddAttachment", Talking, "replies:post", ""),
        };

        private sealed class Step {
            internal readonly string Operation;
            internal readonly EventStatus[] States;
            internal readonly string Permission;
            internal readonly string Whose;

            internal Step(string operation, EventStatus[] states, string permission, string whose) {
                Operation = operation;
                States = states;
                Permission = permission;
                Whose = whose;
            }
        }

        public static string[] Allowed(Caller caller, Event found) {
            bool isCustomer = found.customer.id == caller.Id, isHandler = found.handler?.id == caller.Id;
            List<string> allowed = new List<string>();
            foreach (Step step in Steps) {
                bool isTheirs = step.Whose == "" || (step.Whose == "customer" ? isCustomer : isHandler);
                if (isTheirs && Array.IndexOf(step.States, found.status) >= 0 && caller.May(step.Permission)) {
                    allowed.Add(step.Operation);
                }
            }
            return allowed.ToArray();
        }
    }
}
