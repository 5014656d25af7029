namespace EchoNotebooks.Views;

/// <summary>The reader's own fonts, a Korean one first.</summary>
internal static class Fonts
{
    public const string Sans =
        "'Noto Sans KR','Noto Sans CJK KR','Apple SD Gothic Neo','Malgun Gothic',system-ui,sans-serif";

    public const string Mono =
        "'D2Coding','Nanum Gothic Coding','Noto Sans Mono CJK KR',ui-monospace,Menlo,Consolas,'DejaVu Sans Mono',monospace";
}
