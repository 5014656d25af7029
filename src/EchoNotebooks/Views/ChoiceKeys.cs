namespace EchoNotebooks.Views;

/// <summary>The script that keeps the keys of radio buttons and boxes from the front end; without it the browser's own keys work.</summary>
internal static class ChoiceKeys
{
    private static readonly string Script = Assets.Read("choice.js");

    /// <summary>What a Content-Security-Policy calls it.</summary>
    public static string ScriptHash { get; } = Assets.Hash(Script);

    /// <summary>Writes it after the controls that it is for.</summary>
    public static void Write(MarkupWriter html)
    {
        using (html.Element("script")) html.Raw(Script);
    }
}
