namespace EchoNotebooks.Views;

/// <summary>
/// When a part of a picture of two snapshots is shown: the picture tells the change, and is shown as how things stand
/// afterwards too.
/// </summary>
internal enum Tells
{
    /// <summary>Always.</summary>
    Always,

    /// <summary>Only where the change is told: a badge, "2개 → 1개".</summary>
    Change,

    /// <summary>In its place where only the state afterwards is told: "1개".</summary>
    After,
}
