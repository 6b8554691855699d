//! Settings of a workspace: one JSON value a key.

use serde::{Serialize, de::DeserializeOwned};

use crate::{Store, error::Error};

impl Store {
    /// The value kept under `key`; none when nothing is.
    ///
    /// # Errors
    /// [`Error::Damaged`] when the value kept is not a `T`.
    pub async fn setting<T: DeserializeOwned>(&self, key: &str) -> Result<Option<T>, Error> {
        let kept: Option<String> = sqlx::query_scalar("select value from settings where key = ?")
            .bind(key)
            .fetch_optional(&self.0.pool)
            .await?;
        kept.map(|text| serde_json::from_str(&text).map_err(Error::damaged("a setting"))).transpose()
    }

    /// Keeps `value` under `key`, in place of what was there.
    ///
    /// # Errors
    /// The database's.
    pub async fn set_setting<T: Serialize + Sync>(&self, key: &str, value: &T) -> Result<(), Error> {
        let text = serde_json::to_string(value).map_err(Error::damaged("a setting"))?;
        sqlx::query(
            "insert into settings (key, value) values (?, ?) on conflict (key) do update set value = excluded.value",
        )
        .bind(key)
        .bind(text)
        .execute(&self.0.pool)
        .await?;
        Ok(())
    }
}
