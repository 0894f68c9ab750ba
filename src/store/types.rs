//! SQL types that both databases share: ids (uuid, 16 bytes), instants (timestamptz, fixed-width text),
//! sealed bytes, and the domain's words.

use chrono::{DateTime, NaiveDate, SecondsFormat, SubsecRound, Utc};
use diesel::{
    backend::Backend,
    deserialize::{self, FromSql, FromSqlRow, Queryable},
    expression::AsExpression,
    pg::Pg,
    serialize::{self, IsNull, Output, ToSql},
    sql_types::{self, HasSqlType, Nullable, SingleValue},
    sqlite::Sqlite,
};

use super::conn::MultiBackend;
use crate::{domain::ids, vault::Sealed};

/// Makes a type with an SQL type of its own usable on both backends at once.
macro_rules! multi_backend {
    (sqltype $sql:ty) => {
        impl HasSqlType<$sql> for MultiBackend {
            fn metadata(lookup: &mut Self::MetadataLookup) -> Self::TypeMetadata {
                MultiBackend::lookup_sql_type::<$sql>(lookup)
            }
        }
    };
    ($type:ty as $sql:ty) => {
        impl FromSql<$sql, MultiBackend> for $type {
            fn from_sql(raw: <MultiBackend as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
                raw.from_sql::<$type, $sql>()
            }
        }
        impl ToSql<$sql, MultiBackend> for $type {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, MultiBackend>) -> serialize::Result {
                out.set_value((<$sql>::default(), self));
                Ok(IsNull::No)
            }
        }
    };
}

/// Lets a type of the domain, which knows nothing of SQL, stand in queries: what the derives would write.
macro_rules! expression {
    ($type:ty as $sql:ty) => {
        impl AsExpression<$sql> for $type {
            type Expression = diesel::internal::derives::as_expression::Bound<$sql, Self>;
            fn as_expression(self) -> Self::Expression {
                Self::Expression::new(self)
            }
        }
        impl AsExpression<Nullable<$sql>> for $type {
            type Expression = diesel::internal::derives::as_expression::Bound<Nullable<$sql>, Self>;
            fn as_expression(self) -> Self::Expression {
                Self::Expression::new(self)
            }
        }
        impl<'e> AsExpression<$sql> for &'e $type {
            type Expression = diesel::internal::derives::as_expression::Bound<$sql, Self>;
            fn as_expression(self) -> Self::Expression {
                Self::Expression::new(self)
            }
        }
        impl<'e> AsExpression<Nullable<$sql>> for &'e $type {
            type Expression = diesel::internal::derives::as_expression::Bound<Nullable<$sql>, Self>;
            fn as_expression(self) -> Self::Expression {
                Self::Expression::new(self)
            }
        }
        impl<DB> ToSql<Nullable<$sql>, DB> for $type
        where
            DB: Backend,
            Self: ToSql<$sql, DB>,
        {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
                ToSql::<$sql, DB>::to_sql(self, out)
            }
        }
        impl<DB, ST> Queryable<ST, DB> for $type
        where
            DB: Backend,
            ST: SingleValue,
            Self: FromSql<ST, DB>,
        {
            type Row = Self;
            fn build(row: Self) -> deserialize::Result<Self> {
                Ok(row)
            }
        }
    };
}

/// A random id: native uuid, or 16 bytes.
#[derive(sql_types::SqlType, diesel::query_builder::QueryId, Clone, Copy, Debug, Default)]
#[diesel(postgres_type(oid = 2950, array_oid = 2951))]
#[diesel(sqlite_type(name = "Binary"))]
pub struct DbId;
multi_backend!(sqltype DbId);

macro_rules! id {
    ($($type:ty),+ $(,)?) => {$(
        expression!($type as DbId);
        impl ToSql<DbId, Pg> for $type {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
                ToSql::<sql_types::Uuid, Pg>::to_sql(&uuid::Uuid::from(*self), &mut out.reborrow())
            }
        }
        impl FromSql<DbId, Pg> for $type {
            fn from_sql(raw: <Pg as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
                <uuid::Uuid as FromSql<sql_types::Uuid, Pg>>::from_sql(raw).map(Self::from)
            }
        }
        impl ToSql<DbId, Sqlite> for $type {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
                out.set_value(uuid::Uuid::from(*self).as_bytes().to_vec());
                Ok(IsNull::No)
            }
        }
        impl FromSql<DbId, Sqlite> for $type {
            fn from_sql(mut raw: <Sqlite as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
                Ok(Self::from(uuid::Uuid::from_slice(raw.read_blob())?))
            }
        }
        multi_backend!($type as DbId);
    )+};
}

id! {
    ids::SchemeId, ids::BusinessId, ids::PremisesId, ids::UserId, ids::IncidentId, ids::ProfileId,
    ids::PictureId, ids::SanctionId, ids::LetterId, ids::MailId, ids::EventId, ids::EnquiryId, ids::RightId, ids::PackId,
    ids::AgreementId, ids::DataBreachId, ids::DocumentId, ids::RequestId, ids::ItemId, ids::CertificateId, ids::ClientId, ids::OfficerId, AnyId,
}

/// An id of whatever kind: owners of keys, things that an event is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct AnyId(pub uuid::Uuid);

impl From<uuid::Uuid> for AnyId {
    fn from(id: uuid::Uuid) -> Self {
        Self(id)
    }
}
impl From<AnyId> for uuid::Uuid {
    fn from(id: AnyId) -> Self {
        id.0
    }
}

/// An instant: timestamptz, or fixed-width text whose order is time's.
#[derive(sql_types::SqlType, diesel::query_builder::QueryId, Clone, Copy, Debug, Default)]
#[diesel(postgres_type(oid = 1184, array_oid = 1185))]
#[diesel(sqlite_type(name = "Text"))]
pub struct DbUtc;
multi_backend!(sqltype DbUtc);
impl sql_types::SqlOrd for DbUtc {}

/// An instant as stored, in whole microseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, AsExpression, FromSqlRow)]
#[diesel(sql_type = DbUtc)]
pub struct At(DateTime<Utc>);

impl From<DateTime<Utc>> for At {
    fn from(at: DateTime<Utc>) -> Self {
        Self(at.trunc_subsecs(6))
    }
}
impl From<At> for DateTime<Utc> {
    fn from(at: At) -> Self {
        at.0
    }
}
impl ToSql<DbUtc, Pg> for At {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        ToSql::<sql_types::Timestamptz, Pg>::to_sql(&self.0, out)
    }
}
impl FromSql<DbUtc, Pg> for At {
    fn from_sql(raw: <Pg as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
        <DateTime<Utc> as FromSql<sql_types::Timestamptz, Pg>>::from_sql(raw).map(Self)
    }
}
impl ToSql<DbUtc, Sqlite> for At {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        out.set_value(self.0.to_rfc3339_opts(SecondsFormat::Micros, true));
        Ok(IsNull::No)
    }
}
impl FromSql<DbUtc, Sqlite> for At {
    fn from_sql(mut raw: <Sqlite as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
        Ok(Self(DateTime::parse_from_rfc3339(raw.read_text())?.to_utc()))
    }
}
multi_backend!(At as DbUtc);

/// A day as read where many are read at once: Diesel tries one format after another.
#[derive(Debug, Clone, Copy, FromSqlRow)]
pub struct Day(pub NaiveDate);

impl FromSql<sql_types::Date, Pg> for Day {
    fn from_sql(raw: <Pg as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
        <NaiveDate as FromSql<sql_types::Date, Pg>>::from_sql(raw).map(Self)
    }
}
impl FromSql<sql_types::Date, Sqlite> for Day {
    fn from_sql(mut raw: <Sqlite as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
        let text = raw.read_text();
        Ok(Self(plain_day(text).map_or_else(|| text.parse(), Ok)?))
    }
}

/// The usual form, `2026-02-28`, read without a parser of all forms.
fn plain_day(text: &str) -> Option<NaiveDate> {
    let [y @ .., b'-', m1, m2, b'-', d1, d2] = text.as_bytes() else { return None };
    let number = |digits: &[u8]| {
        digits.iter().try_fold(0, |so_far, digit| {
            digit.is_ascii_digit().then(|| so_far * 10 + u32::from(digit - b'0'))
        })
    };
    let year = number(y).filter(|_| y.len() == 4)?;
    NaiveDate::from_ymd_opt(year.cast_signed(), number(&[*m1, *m2])?, number(&[*d1, *d2])?)
}

impl FromSql<sql_types::Date, MultiBackend> for Day {
    fn from_sql(raw: <MultiBackend as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
        raw.from_sql::<Self, sql_types::Date>()
    }
}

expression!(Sealed as sql_types::Binary);
impl<DB> FromSql<sql_types::Binary, DB> for Sealed
where
    DB: Backend,
    Vec<u8>: FromSql<sql_types::Binary, DB>,
{
    fn from_sql(raw: DB::RawValue<'_>) -> deserialize::Result<Self> {
        Vec::<u8>::from_sql(raw).map(Self)
    }
}
impl<DB> ToSql<sql_types::Binary, DB> for Sealed
where
    DB: Backend,
    Vec<u8>: ToSql<sql_types::Binary, DB>,
{
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
        self.0.to_sql(out)
    }
}

/// The domain's words (states, kinds, roles) as text columns.
macro_rules! word {
    ($($type:ty),+ $(,)?) => {$(
        expression!($type as sql_types::Text);
        impl<DB> FromSql<sql_types::Text, DB> for $type
        where
            DB: Backend,
            String: FromSql<sql_types::Text, DB>,
        {
            fn from_sql(raw: DB::RawValue<'_>) -> deserialize::Result<Self> {
                let text = String::from_sql(raw)?;
                Self::parse(&text).ok_or_else(|| format!("unknown word {text}").into())
            }
        }
        impl<DB> ToSql<sql_types::Text, DB> for $type
        where
            DB: Backend,
            str: ToSql<sql_types::Text, DB>,
        {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
                self.as_str().to_sql(out)
            }
        }
    )+};
}

word! {
    crate::domain::agency::feed::State,
    crate::domain::agency::permission::How,
    crate::domain::agency::purpose::Purpose,
    crate::domain::certificate::deletion::Kind,
    crate::domain::incident::counter::Span,
    crate::domain::incident::finding::Proof,
    crate::domain::incident::kind::Kind,
    crate::domain::incident::loss::Band,
    crate::domain::incident::person::Acquaintance,
    crate::domain::incident::report::State,
    crate::domain::incident::source::Source,
    crate::domain::incident::standing::StrikeReason,
    crate::domain::member::role::Role,
    crate::domain::member::state::State,
    crate::domain::mail::Standing,
    crate::domain::profile::recall::Wrong,
    crate::domain::profile::special::Kind,
    crate::domain::profile::status::Status,
    crate::domain::profile::suggestion::State,
    crate::domain::sanction::kind::Kind,
    crate::domain::sanction::letter::LetterKind,
    crate::domain::sanction::service::Method,
    crate::domain::sanction::state::State,
    crate::domain::enquiry::state::State,
    crate::domain::pack::State,
    crate::domain::right::Kind,
    crate::domain::right::Outcome,
    crate::domain::right::Way,
    crate::domain::right::restricting::Part,
    crate::domain::document::Kind,
    crate::domain::data_breach::Risk,
    crate::domain::data_breach::clock::Stage,
    crate::domain::sanction::appeal::Ground,
    crate::domain::scheme::change::State,
}
