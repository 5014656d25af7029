namespace EchoNotebooks.Views;

/// <summary>Words that stand in the boxes of the three-column picture.</summary>
internal static class OwnershipWords
{
    public static string NoDescriptors(ProcessBox process, bool isCompact) =>
        isCompact ? "디스크립터 없음" : process.IsZombie ? "디스크립터 없음: 모두 닫혔다" : "이 그림에 나올 디스크립터가 없다";

    public static string Holders(ObjectBox item) =>
        item.Holders == item.HoldersBefore ? $"디스크립터 {item.Holders}개" : $"디스크립터 {item.HoldersBefore}개 → {item.Holders}개";

    public static string Holders(DescriptionBox description) =>
        description.Change == ChangeKind.Vanished ? "소멸"
        : description.Holders == description.HoldersBefore ? $"디스크립터 {description.Holders}개"
        : $"{description.HoldersBefore}개 → {description.Holders}개";

    /// <summary>How many descriptors lead to it, without how many there were.</summary>
    public static string HoldersNow(int holders) => $"디스크립터 {holders}개";
}
