namespace EchoNotebooks.Views;

/// <summary>What a process is, in the letter or two that fit into a small circle.</summary>
internal static class RoleWords
{
    /// <summary>부 for the parent, a child's number, 클 for the clients' side; empty for several processes.</summary>
    public static string Letter(Role? role) => role switch
    {
        { Kind: RoleKind.Parent } => "부",
        { Kind: RoleKind.Child } child => child.ToString()["자식 프로세스 ".Length..],
        { Kind: RoleKind.Client } => "클",
        { } => "?",
        null => "",
    };
}
