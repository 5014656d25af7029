namespace EchoNotebooks.Linux;

/// <summary>Nothing could be written for a time in the folder that TMPDIR names; the message says why and what to do.</summary>
public sealed class TemporaryFolderException : IOException
{
    /// <param name="folder">The folder, as TMPDIR or the system names it.</param>
    /// <param name="cause">Why.</param>
    public TemporaryFolderException(string folder, Exception cause)
        : base($"임시 폴더 {folder}에 쓸 수 없다: {Linux.Errno.Explain(cause)}. "
            + "그 폴더를 만들거나 비우고, 아니면 환경 변수 TMPDIR를 쓸 수 있는 폴더로 바꾼다.", cause)
    {
        if (cause is IOException) HResult = cause.HResult;
    }
}
