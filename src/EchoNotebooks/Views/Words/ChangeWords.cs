namespace EchoNotebooks.Views;

/// <summary>Words for changes: no picture tells a change by its colour alone.</summary>
internal static class ChangeWords
{
    public static string OfDescriptor(this ChangeKind change) => change switch
    {
        ChangeKind.Appeared => "열림",
        ChangeKind.Vanished => "닫힘",
        _ => "",
    };

    public static string OfProcess(this ChangeKind change) => change switch
    {
        ChangeKind.Appeared => "새 프로세스",
        ChangeKind.Vanished => "사라짐",
        ChangeKind.Altered => "끝남",
        _ => "",
    };

    public static string OfObject(this ChangeKind change) => change switch
    {
        ChangeKind.Appeared => "새로 생김",
        ChangeKind.Vanished => "소멸",
        ChangeKind.Altered => "바뀜",
        _ => "",
    };

    public static string InBrackets(this ChangeKind change) => change switch
    {
        ChangeKind.Appeared => "(새로 생김)",
        ChangeKind.Vanished => "(없어짐)",
        ChangeKind.Altered => "(바뀜)",
        _ => "",
    };
}
