using System.Globalization;

namespace Echolot.Web;

/// <summary>Addresses of proposed incidents, and of what people outside are asked about one.</summary>
public static partial class Urls
{
    public const string ProposalPattern = "/incidents/proposals/{term}";
    public const string ProposalOpen = "/incidents/proposals";
    public const string ProposalDismiss = "/incidents/proposals-aside";
    public const string ProposalRestorePattern = "/incidents/proposals-aside/{id:long}/restore";
    public const string IncidentUndoPattern = "/incidents/{id:long}/undo";

    public const string IncidentAskPattern = "/incidents/{id:long}/ask";
    public const string EnquiryEndPattern = "/incidents/{id:long}/enquiries/{enquiry:long}/end";
    public const string EnquiryLinkPattern = "/ask/{secret}";

    public static string EnquiryEnd(long incident, long enquiry) => Of(EnquiryEndPattern, incident)
        .Replace("{enquiry:long}", enquiry.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);

    /// <summary>Where somebody without an account answers a question about an incident.</summary>
    public static string EnquiryLink(string secret) => "/ask/" + Uri.EscapeDataString(secret);

    /// <summary>An incident with words for everybody, because it is fixed.</summary>
    public static string IncidentTell(long id) => Incident(id) + "?tell=fixed#answer-all";

    public static string ProposalRestore(long id) => Of(ProposalRestorePattern, id);

    public static string Proposal(string term) => "/incidents/proposals/" + Uri.EscapeDataString(term);
}
